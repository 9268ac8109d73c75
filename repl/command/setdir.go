package command

import (
	"context"
	"net/http"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var setdirCommand = eval.Entry{Run: eval.OnKey(setdir), Command: &lang.Command{
	Name: "setdir", Group: lang.GroupWriting, Args: []lang.Arg{keyArg}, Options: eval.WithCommon(ttlOption),
	Doc: "make a directory, also in the place of a file, whose value is lost", Answers: true, Returns: "the answer; error 102 when a directory is there",
	More:    "It is etcdctl's. mkdir! makes a directory only where nothing is.",
	Example: []lang.Example{{Before: []string{`reset! cats 1`}, Line: `setdir cats | :node :dir`, Result: `true`}},
}}

func setdir(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().SetDirectory(ctx, key, setOptions(c)))
}

var updatedirCommand = eval.Entry{Run: eval.OnKey(updatedir), Command: &lang.Command{
	Name: "updatedir", Group: lang.GroupWriting, Args: []lang.Arg{keyArg}, Options: eval.WithCommon(newTTLOption),
	Doc: "give a directory a new ttl, which etcd 3.5 cannot", Answers: true, Returns: "the answer",
	More:    "It is etcdctl's. The key is read first, because etcd would erase the value of a file.",
	Example: []lang.Example{{Line: `try updatedir cats --ttl 60 catch [:errorCode 100] :not-there`, Result: `:not-there`}},
}}

func updatedir(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().Get(ctx, key, client.GetOptions{Options: c.KeyOptions(0), Quorum: true})
	if err != nil {
		return nil, err
	}
	if !r.Node.Dir {
		return nil, notDirectory(key, r.Meta)
	}
	o := setOptions(c)
	o.PrevExist = new(true)
	return answer(f.Client().SetDirectory(ctx, key, o))
}

// notDirectory is the refusal that etcd does not give.
func notDirectory(key string, read client.Meta) error {
	read.Status = http.StatusBadRequest
	e := &client.Error{Code: client.ErrNotDir, Message: "Not a directory", Cause: key, Meta: read}
	if read.EtcdIndex != nil {
		e.Index = *read.EtcdIndex
	}
	return e
}
