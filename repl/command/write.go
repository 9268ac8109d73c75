package command

import (
	"fmt"
	"slices"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// The options of writes.
var (
	ttlOption       = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "when the key shall expire; without it the key is permanent, even if it had a ttl"}
	newTTLOption    = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "when the key shall expire from now on", Required: true}
	prevValueOption = lang.Option{Name: "prev-value", Also: []string{"swap-with-value", "with-value"}, Kind: lang.Present, Value: "V", Single: true, Doc: "only if the value is V"}
	prevIndexOption = lang.Option{Name: "prev-index", Also: []string{"swap-with-index", "with-index"}, Kind: lang.Index, Value: "N", Single: true, Doc: "only if modifiedIndex is N"}
	prevExistOption = lang.Option{Name: "prev-exist", Doc: "only if the key exists; =false: only if it does not"}
	fileOption      = lang.Option{Name: "file", Kind: lang.File, Value: "PATH", Doc: "read the value from a file, byte for byte; - is standard input"}

	secretOption = lang.Option{Name: "secret", Secret: true, Doc: "keep this command out of the history file, and what follows the key out of errors and the echo"}

	conditionOptions = eval.WithCommon(ttlOption, prevValueOption, prevIndexOption, prevExistOption)
	valueOptions     = slices.Concat([]lang.Option{fileOption}, conditionOptions, []lang.Option{secretOption})
)

// The arguments of writes.
var (
	keyArg      = lang.Arg{Name: "K", Kind: lang.KeyArg}
	valueArg    = lang.Arg{Name: "V", Kind: lang.ValueArg, Or: fileOption.Name}
	newValueArg = lang.Arg{Name: "NEW", Kind: lang.ValueArg, Or: fileOption.Name}
	presentArg  = lang.Arg{Name: "V", Kind: lang.PresentArg, Or: fileOption.Name}
)

// dropsTTL warns of a write after which the ttl of a key is gone.
func dropsTTL(d *lang.Draft, k lang.Seen) string {
	if k.TTL <= 0 || k.Dir || d.Has(ttlOption.Name) || d.Options[prevExistOption.Name] == "false" {
		return ""
	}
	return fmt.Sprintf("drops the ttl of %d s", k.TTL)
}

func setOptions(c lang.Call) client.SetOptions {
	return client.SetOptions{
		Options: c.KeyOptions(0), TTL: c.OptionUint("ttl"),
		PrevValue: c.OptionString("prev-value"), PrevIndex: c.OptionUint("prev-index"), PrevExist: c.OptionFlag("prev-exist"),
	}
}

// answer makes a result of a client's answer; a nil *Response is no result.
func answer(r *client.Response, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}
