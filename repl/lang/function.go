package lang

import (
	"errors"
	"fmt"

	"etcd2sh/repl/function"
)

// functions reads F ARGS… -> G ARGS… to the end of the command. Options may
// stand among the arguments, but not among those of a program.
func (p *Parser) functions() (function.Application, error) {
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
		if err == nil && p.line.NoExec && app.Program() {
			err = fmt.Errorf("%s %w", name, ErrNoExec)
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
func (p *Parser) functionArgs(program bool) (args []string, chained bool, err error) {
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
	f, ok := function.Find(name)
	if ok {
		return f.With(args)
	}
	var names []string
	for _, f := range function.Functions() {
		names = append(names, f.Name)
	}
	return function.Application{}, Unknown("function", name, names, "help swap! lists them")
}
