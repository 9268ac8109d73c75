// Package lang reads a line: what was typed becomes a [Statement], a command
// with its arguments and options, fully checked, and the stages after its bars.
// What there is to be typed is declared as [Command] values. The package runs
// nothing and asks nobody.
//
// Start with [Language.Parse], which reads a line in four steps: package scan
// makes tokens of the text, the [Scope] puts values in the place of variables
// (variables.go), the grammar takes the tokens one by one (statement.go, call_read.go,
// then option_read.go or the kind of the argument, kinds.go), and at its end each call
// is checked to be complete. The first error ends up as the line's.
//
// A half-typed line is read by the same grammar: [Language.Outline] has it note
// what each token is there for, and what may follow, and go on after an error.
// Whoever colours, hints or completes only looks at these notes.
package lang
