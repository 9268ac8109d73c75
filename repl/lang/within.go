package lang

import (
	"slices"

	"etcd2sh/repl/function"
)

// Within gives the calls that a call was given to run, also those within
// others, the call itself first.
func (c Call) Within(yield func(Call) bool) bool {
	if !yield(c) {
		return false
	}
	for _, st := range c.statements() {
		if !st.Call.Within(yield) {
			return false
		}
	}
	return true
}

// ChangesSession reports whether the command, or one within it, changes the
// shell itself.
func (c Call) ChangesSession() bool {
	return !c.Within(func(inner Call) bool { return !inner.Command.Session })
}

// RunsProgram reports whether a function of the call runs a program.
func (c Call) RunsProgram() bool {
	return slices.ContainsFunc(c.args, func(a any) bool {
		f, ok := a.(function.Application)
		return ok && f.Program()
	})
}

// statements gives what a call was given to run.
func (c Call) statements() []Statement {
	var all []Statement
	for _, a := range c.args {
		switch a := a.(type) {
		case Call:
			all = append(all, Statement{Call: a})
		case Statement:
			all = append(all, a)
		case Attempt:
			all = append(all, a.statements()...)
		case Guarded:
			if a.Argv == nil {
				all = append(all, a.Statement)
			}
		}
	}
	return all
}
