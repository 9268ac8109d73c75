package command

import (
	"context"
	"errors"
	"slices"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

// The options of writes.
var (
	ttlOption       = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "when the key shall expire; without it the key is permanent, even if it had a ttl"}
	newTTLOption    = lang.Option{Name: "ttl", Kind: lang.Uint, Value: "SECONDS", Doc: "when the key shall expire from now on", Required: true}
	prevValueOption = lang.Option{Name: "prev-value", Kind: lang.String, Value: "V", Doc: "only if the value is V"}
	prevIndexOption = lang.Option{Name: "prev-index", Kind: lang.Uint, Value: "N", Doc: "only if modifiedIndex is N"}
	prevExistOption = lang.Option{Name: "prev-exist", Doc: "only if the key exists; =false: only if it does not"}
	fileOption      = lang.Option{Name: "file", Kind: lang.String, Value: "PATH", Doc: "read the value from a file, byte for byte; - is standard input"}

	secretOption = lang.Option{Name: "secret", Doc: "keep this command out of the history file"}

	conditionOptions = eval.WithCommon(ttlOption, prevValueOption, prevIndexOption, prevExistOption)
	valueOptions     = slices.Concat([]lang.Option{fileOption}, conditionOptions, []lang.Option{secretOption})
)

func init() {
	key, value := lang.Arg{Name: "K", Kind: lang.KeyArg}, lang.Arg{Name: "V", Kind: lang.ValueArg, File: true}
	newValue := lang.Arg{Name: "NEW", Kind: lang.ValueArg, File: true}
	updated := lang.Arg{Name: "V", Kind: lang.ValueArg, File: true, Advice: "to change only the ttl use touch!, which keeps the value"}
	eval.Register(eval.OnKey(reset), &lang.Command{
		Name: "reset!", Aliases: []string{"set"}, Group: lang.GroupWriting, Args: []lang.Arg{key, value}, Options: valueOptions,
		Doc: "write a value, whatever was there before", Returns: "the answer",
		Example: []lang.Example{{Line: `reset! :atom "hi" | :node :value`, Result: `"hi"`}},
	})
	eval.Register(eval.OnKey(update), &lang.Command{
		Name: "update!", Aliases: []string{"update"}, Group: lang.GroupWriting, Args: []lang.Arg{key, updated}, Options: valueOptions,
		Doc: "write a value to a key that exists; createdIndex stays", Returns: "the answer",
		More:    "To change only the ttl use touch!, which keeps the value.",
		Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `update! :atom "meow" | :action`, Result: `"update"`}},
	})
	eval.Register(eval.OnKey(makeKey), &lang.Command{
		Name: "mk", Group: lang.GroupWriting, Args: []lang.Arg{key, value},
		Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
		Doc:     "write a value to a key that does not exist", Returns: "the answer; error 105 when the key exists",
		Example: []lang.Example{{Line: `mk :atom "hi" | :action`, Result: `"create"`}},
	})
	eval.Register(eval.OnKey(createKey), &lang.Command{
		Name: "create!", Group: lang.GroupWriting, Args: []lang.Arg{key, value},
		Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
		Doc:     "write a value under a new in-order key in directory K", Returns: "the new key",
		More:    "The name is the store's next index, 20 digits padded with zeros, so that the keys sort by age.",
		Example: []lang.Example{{Line: `create! "物理学" "学生"`, Result: `"/物理学/00000000000000000004"`}},
	})
	eval.Register(eval.OnKey(createAnswer), &lang.Command{
		Name: "create!*", Group: lang.GroupWriting, Args: []lang.Arg{key, value},
		Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
		Doc:     "as create!", Returns: "the whole answer",
		Example: []lang.Example{{Line: `create!* queue job | :action`, Result: `"create"`}},
	})
	eval.Register(eval.OnKey(compareAndSet), &lang.Command{
		Name: "cas!", Group: lang.GroupWriting, Args: []lang.Arg{key, {Name: "OLD", Kind: lang.ValueArg}, newValue}, Options: casOptions("prev-value"),
		Doc: "compare-and-set: write NEW if the value is OLD", Returns: "the answer, or false when the value was another",
		More: "etcd cannot compare with the empty string; from \"\" the key is read, and its modifiedIndex compared.",
		Example: []lang.Example{
			{Before: []string{`reset! :atom "hi"`}, Line: `cas! :atom "hi" "meow" | :prevNode :value`, Result: `"hi"`},
			{Before: []string{`reset! :atom "hi"`}, Line: `cas! :atom "purr" "meow"`, Result: `false`},
		},
	})
	eval.Register(eval.OnKey(compareAndSetIndex), &lang.Command{
		Name: "cas-index!", Group: lang.GroupWriting, Args: []lang.Arg{key, {Name: "INDEX", Kind: lang.IndexArg}, newValue}, Options: casOptions("prev-index"),
		Doc: "compare-and-set: write NEW if modifiedIndex is INDEX", Returns: "the answer, or false when the index was another",
		Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `cas-index! :atom 123 "meow"`, Result: `false`}},
	})
	eval.Register(eval.OnKey(touch), &lang.Command{
		Name: "touch!", Group: lang.GroupWriting, Args: []lang.Arg{key}, Options: eval.WithCommon(newTTLOption, prevValueOption, prevIndexOption),
		Doc: "give a key a new ttl; its value and createdIndex stay, and no watcher is woken", Returns: "the answer",
		More:    "etcd 3.5 cannot change the ttl of a directory.",
		Example: []lang.Example{{Before: []string{`reset! :lease "mine" --ttl 60`}, Line: `touch! :lease --ttl 90 | :node :value`, Result: `"mine"`}},
	})
	eval.Register(eval.OnKey(mkdir), &lang.Command{
		Name: "mkdir!", Aliases: []string{"mkdir"}, Group: lang.GroupWriting, Args: []lang.Arg{key}, Options: eval.WithCommon(ttlOption),
		Doc: "make a directory; it never replaces anything", Returns: "the answer",
		Example: []lang.Example{{Line: `mkdir! cats | :node :dir`, Result: `true`}},
	})
}

// casOptions are the options of a write whose one condition is an argument.
func casOptions(without string) []lang.Option {
	var options []lang.Option
	for _, o := range valueOptions {
		if o.Name != without {
			options = append(options, o)
		}
	}
	return options
}

func setOptions(c lang.Call) client.SetOptions {
	return client.SetOptions{
		Options: c.Common(), TTL: c.OptionUint("ttl"),
		PrevValue: c.OptionString("prev-value"), PrevIndex: c.OptionUint("prev-index"), PrevExist: c.OptionFlag("prev-exist"),
	}
}

func reset(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.Set(ctx, key, c.String(1), setOptions(c)))
}

func update(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.Update(ctx, key, c.String(1), setOptions(c)))
}

func makeKey(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.Create(ctx, key, c.String(1), setOptions(c)))
}

func createAnswer(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.CreateInOrder(ctx, key, c.String(1), setOptions(c)))
}

func createKey(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	v, err := createAnswer(ctx, s, c, key)
	if err != nil {
		return nil, err
	}
	r := v.(*client.Response)
	if r.Node.Key == nil {
		return eval.Reduced{Value: nil, Answer: r}, nil
	}
	return eval.Reduced{Value: *r.Node.Key, Answer: r}, nil
}

func compareAndSet(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return compared(s.Client.CompareAndSwap(ctx, key, c.String(1), c.String(2), setOptions(c)))
}

func compareAndSetIndex(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return compared(s.Client.CompareAndSwapIndex(ctx, key, c.Uint(1), c.String(2), setOptions(c)))
}

func touch(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.Refresh(ctx, key, *c.OptionUint("ttl"), setOptions(c)))
}

func mkdir(ctx context.Context, s *eval.Session, c lang.Call, key string) (any, error) {
	return answer(s.Client.Mkdir(ctx, key, setOptions(c)))
}

// answer makes a result of a client's answer; a nil *Response is no result.
func answer(r *client.Response, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// compared is answer for a compare-and-set: that it failed is a result.
func compared(r *client.Response, err error) (any, error) {
	if errors.Is(err, client.ErrCompareFailed) && !errors.As(err, new(*client.UnknownOutcome)) {
		return false, nil
	}
	return answer(r, err)
}
