package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/client/migrate"
	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"

	"github.com/itchyny/gojq"
)

// mapByJQ gives what changes the keys of a migration by a jq program.
func mapByJQ(program string) (func(context.Context, migrate.Item) (migrate.Item, bool, error), error) {
	code, err := function.CompileJQ(program)
	if err != nil {
		return nil, fmt.Errorf("--map %w", err)
	}
	return func(ctx context.Context, i migrate.Item) (migrate.Item, bool, error) {
		output, err := onlyOutput(ctx, code, itemAsJSON(i))
		if err != nil || output == nil {
			return i, false, err
		}
		err = readItem(&i, output)
		return i, err == nil, err
	}, nil
}

// itemAsJSON is a key as the program sees it.
func itemAsJSON(i migrate.Item) map[string]any {
	var ttl any
	if i.TTL != nil {
		ttl = int(*i.TTL)
	}
	return map[string]any{"key": i.Key, "value": i.Value, "ttl": ttl, "created": int(i.Created), "modified": int(i.Modified)}
}

// onlyOutput runs a program that must have one output.
func onlyOutput(ctx context.Context, code *gojq.Code, input any) (any, error) {
	outputs := code.RunWithContext(ctx, input)
	output, ok := outputs.Next()
	if err, failed := output.(error); failed {
		return nil, fmt.Errorf("the program fails: %w", err)
	}
	if !ok {
		return nil, errors.New("the program gives no output; null leaves a key out")
	}
	if _, more := outputs.Next(); more {
		return nil, errors.New("the program gives several outputs, but a key becomes one key")
	}
	return output, nil
}

// readItem takes the key, the value and the ttl that a program gave.
func readItem(i *migrate.Item, output any) error {
	text, err := gojq.Marshal(output)
	if err != nil {
		return err
	}
	var given struct {
		Key   *string `json:"key"`
		Value *string `json:"value"`
		TTL   *int64  `json:"ttl"`
	}
	if err := json.Unmarshal(text, &given); err != nil || given.Key == nil || given.Value == nil {
		return fmt.Errorf(`the program gives %s, which is no {"key": "…", "value": "…", "ttl": null or seconds}`, lang.Shorten(string(text)))
	}
	if given.TTL != nil && (*given.TTL < 1 || *given.TTL > client.MaxTTL) {
		return fmt.Errorf("the program gives the ttl %d, which is none from 1 to %d", *given.TTL, client.MaxTTL)
	}
	i.Key, i.Value, i.TTL = *given.Key, *given.Value, given.TTL
	return nil
}
