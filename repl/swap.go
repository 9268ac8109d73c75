package repl

import (
	"context"
	"errors"
	"fmt"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/function"
)

func init() {
	register(onKey(swap), &Command{
		Name: "swap!", Group: GroupWriting,
		Args: []Arg{{Name: "K", Kind: KeyArg}, {Name: "F ARGS…", Kind: FunctionArg}},
		Options: withCommon(
			Option{Name: "default", Kind: String, Value: "V", Doc: "the old value of a key that does not exist"},
			ttlOption, delayOption),
		Doc:     "replace the value by a function of it, by compare-and-set until it holds",
		Returns: "what the function returned",
		More: "A function takes the old value and its arguments and returns the new value. " +
			"It must be pure, because it may be applied again when another client wrote in between; it is never applied twice to the store. " +
			"-> chains functions: swap! :k trim -> upper-case -> append \"!\".",
		Example: []Example{
			{Before: []string{`reset! :counter 36`}, Line: `swap! :counter inc`, Result: `37`},
			{Before: []string{`reset! :atom meow`}, Line: `swap! :atom str " says the cat" -> upper-case`, Result: `"MEOW SAYS THE CAT"`},
		},
	})
}

func swap(ctx context.Context, s *Session, c Call, key string) (any, error) {
	f := c.args[1].(function.Application)
	var value string
	r, err := s.client.Swap(ctx, key,
		func(old string) (_ string, err error) {
			value, err = f.Apply(ctx, old)
			return value, err
		},
		client.SwapOptions{
			Options: c.common(), Default: c.OptionString("default"), TTL: c.OptionUint("ttl"),
			RetryDelay: c.OptionDuration("swap-retry-delay"),
		})
	if err != nil {
		return nil, err
	}
	if f.Number() {
		return reduced{render.Number(value), r}, nil
	}
	return reduced{value, r}, nil
}

// functions reads F ARGS… -> G ARGS… to the end of the command. Options may
// stand among the arguments, but not among those of a program.
func (p *parser) functions() (function.Application, error) {
	var apps []function.Application
	for {
		begin := p.rest[0].Start
		p.at = begin
		if p.rest[0].Is("->") {
			return function.Application{}, errors.New("a function is missing before ->")
		}
		name, err := data(p.rest[0])
		if err != nil {
			return function.Application{}, err
		}
		p.rest = p.rest[1:]
		args, chained, err := p.functionArgs(name == "!")
		if err != nil {
			return function.Application{}, err
		}
		app, err := bindFunction(name, args)
		if err == nil && p.line.noExec && app.Program() {
			err = fmt.Errorf("%s %w", name, errNoExec)
		}
		if err != nil {
			p.at = begin
			return function.Application{}, err
		}
		apps = append(apps, app)
		if !chained {
			return function.Chain(apps...), nil
		}
		if len(p.rest) == 0 || p.rest[0].Is("|") {
			return function.Application{}, errors.New("a function is missing after ->")
		}
	}
}

// functionArgs reads up to the next -> or to the end.
func (p *parser) functionArgs(program bool) (args []string, chained bool, err error) {
	for len(p.rest) > 0 && !p.rest[0].Is("|") {
		t := p.rest[0]
		if t.Is("->") {
			p.rest = p.rest[1:]
			return args, true, nil
		}
		if !program {
			taken, err := p.option(t)
			if err != nil {
				return nil, false, err
			}
			if taken {
				continue
			}
		}
		arg, err := data(t)
		if err != nil {
			return nil, false, err
		}
		args = append(args, arg)
		p.rest = p.rest[1:]
	}
	return args, false, nil
}

func bindFunction(name string, args []string) (function.Application, error) {
	f, ok := function.FindFunction(name)
	if ok {
		return f.With(args)
	}
	var names []string
	for _, f := range function.Functions() {
		names = append(names, f.Name)
	}
	return function.Application{}, unknown("function", name, names, "help swap! lists them")
}
