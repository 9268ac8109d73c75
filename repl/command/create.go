package command

import (
	"context"
	"slices"

	"etcd2sh/client"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var createCommand = eval.Entry{Run: eval.OnKey(createKey), Once: true, Command: &lang.Command{
	Name: "create!", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, valueArg},
	Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
	Doc:     "add a value to directory K under a new key, numbered in order, and return the key", Returns: "the new key",
	More: "The name is the store's next index, 20 digits padded with zeros, so that the keys sort by age. " +
		"A store that was loaded from a dump counts from its own index on, which may be behind the names that were loaded: until it has passed them, new keys come before them, and dequeue takes them first; where the next name is taken, that is error 105.",
	Example: []lang.Example{{Line: `create! "物理学" "学生"`, Result: `"/物理学/00000000000000000004"`}},
}}

var createAnswerCommand = eval.Entry{Run: eval.OnKey(createAnswer), Once: true, Command: &lang.Command{
	Name: "create!*", Group: lang.GroupWriting, Args: []lang.Arg{keyArg, valueArg},
	Options: slices.Concat([]lang.Option{fileOption}, eval.WithCommon(ttlOption), []lang.Option{secretOption}),
	Doc:     "add a value to directory K as create! does, and return the whole answer", Answers: true, Returns: "the whole answer",
	Example: []lang.Example{{Line: `create!* queue job | :action`, Result: `"create"`}},
}}

func createKey(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	v, err := createAnswer(ctx, f, c, key)
	if err != nil {
		return nil, err
	}
	r := v.(*client.Response)
	if r.Node.Key == nil {
		return eval.Reduced{Value: nil, Answer: r}, nil
	}
	return eval.Reduced{Value: *r.Node.Key, Answer: r}, nil
}

func createAnswer(ctx context.Context, f *eval.Frame, c lang.Call, key string) (any, error) {
	return answer(f.Client().CreateInOrder(ctx, key, c.String(1), setOptions(c)))
}
