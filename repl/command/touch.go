package command

import (
	"context"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var touchCommand = eval.Entry{Run: eval.OnKey(touch), Command: &lang.Command{
	Name: "touch!", Group: lang.GroupWriting, Args: []lang.Arg{keyArg}, Options: append(eval.WithCommon(newTTLOption, prevValueOption, prevIndexOption), secretOption),
	Doc: "give a key a new ttl; its value and createdIndex stay, and no watcher is woken", Answers: true, Returns: "the answer",
	More:    "etcd 3.5 cannot change the ttl of a directory. A server before etcd 2.3 knows no touch! and erases the value; it is put back by a compare-and-swap, and a warning says so.",
	Example: []lang.Example{{Before: []string{`reset! :lease "mine" --ttl 60`}, Line: `touch! :lease --ttl 90 | :node :value`, Result: `"mine"`}},
}}

func touch(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	r, err := f.Client().Refresh(ctx, key, *c.OptionUint("ttl"), setOptions(c))
	if err == nil && r.PutBack() {
		f.Warn("this server knows no refresh, which came with etcd 2.3: it erased the value of " + key + ", which was put back; watchers saw both")
	}
	return answer(r, err)
}
