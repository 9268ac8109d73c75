package lang

import (
	"errors"
	"fmt"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang/scan"
)

// readFunctions reads F ARGS… -> G ARGS… to the end of the command. Options may
// stand among the arguments, but not among those of a program.
func readFunctions(c *callReader) any {
	var apps []function.Application
	for {
		app, chained := c.function()
		apps = append(apps, app)
		if !chained {
			return function.Chain(apps...)
		}
		c.draft.naming()
		if c.over() {
			c.fail(errors.New("a function is missing after ->"))
			return nil
		}
	}
}

// function reads one function, and the -> that may follow it.
func (c *callReader) function() (app function.Application, chained bool) {
	t := c.rest[0]
	c.at = t.Start
	c.rest = c.rest[1:]
	name, err := textOf(t)
	if t.Is("->") {
		err = errors.New("a function is missing before ->")
	}
	c.fail(err)
	var f *function.Function
	if found, ok := function.Find(name); ok && err == nil {
		f = &found
	}
	c.noteIf(f != nil, t, RoleFunction)
	c.draft.function(f)
	args, chained := c.functionArgs(f)
	if f == nil {
		err = unknownFunction(name)
	} else if app, err = f.With(args); err == nil && c.NoExec && app.Program() {
		err = fmt.Errorf("%s %w", name, ErrNoExec)
	}
	if err != nil {
		c.at = t.Start
		c.fail(err)
	}
	return app, chained
}

// functionArgs reads up to the next -> or to the end.
func (c *callReader) functionArgs(f *function.Function) (args []string, chained bool) {
	for !c.over() {
		t := c.rest[0]
		if t.Is("->") {
			c.rest = c.rest[1:]
			c.note(t, RoleOperator)
			return args, true
		}
		if (f == nil || !f.IsProgram()) && c.option() {
			continue
		}
		c.rest = c.rest[1:]
		c.noteFunctionArg(t, f)
		arg, err := textOf(t)
		c.fail(err)
		args = append(args, arg)
	}
	return args, false
}

func (c *callReader) noteFunctionArg(t scan.Token, f *function.Function) {
	if c.outline != nil {
		a := c.draft.Applying
		c.notePart(Part{Token: t, Role: RoleFunctionArg, Known: f == nil || a.TakesMore(), Function: f})
		a.Given++
	}
}

func unknownFunction(name string) error {
	var names []string
	for _, f := range function.Functions() {
		names = append(names, f.Name)
	}
	return Unknown("function", name, names, "help swap! lists them")
}
