// Package repl is the loop of the shell: it reads commands from a prompt or a
// script, has a session carry them out, and prints what comes. Start with
// [Shell.Prompt] and [Shell.Script]. It knows no command, and sends nothing
// itself.
//
// # One line, from the keyboard to the screen
//
// A line goes in at the top, data comes back, text goes out, and no step knows
// the one before it. This is the way of
//
//		cas! :atom "hi" "meow" | :node :value
//
//	 1. repl/terminal/read.go reads the line, and keys.go says what each key does to
//	    it; meanwhile repl/assist colours it (highlight.go), hints at what may follow (typing.go)
//	    and completes it (complete.go). A script's lines come through
//	    repl/lang/script/lines.go instead.
//	 2. repl/lang/script/reader.go adds lines until no quote or bracket is open,
//	    and knows where each command stands.
//	 3. repl/lang/scan/scan.go splits it into words, as google/shlex says (shlex.go),
//	    and form.go takes apart what stands in brackets.
//	 4. repl/lang/language.go parses it: variables are replaced (variables.go), and
//	    the command's declaration says what its arguments (kinds.go) and options
//	    (option_read.go) are. All that can be wrong with a line is found here. What comes
//	    out is a Statement: a Call, and the stages after its bars (stage.go).
//	 5. repl/run.go hands the statement to the session; repl/eval/eval.go carries it
//	    out in a Frame and takes the result through the stages.
//	    Of a script repl/ahead.go has plain reads that follow sent before their turn.
//	 6. repl/command/cas.go makes a request of the call.
//	 7. client/keys.go puts it together, and client/do.go is the one way out: which
//	    endpoint, whether it may be asked again, what a lost answer means.
//	 8. client/transport puts it on a connection and knows whether a byte of it left;
//	    the answer is read in client/answer.go, a refusal in client/refusal.go, and
//	    what nobody knows becomes an UnknownOutcome in client/outcome.go.
//	 9. repl/result.go has package render make text of the data: edn, json or simple,
//	    laid out for a terminal's width.
//	 10. Of an error repl/report.go tells where it was met; its data, exit status and
//	    hint it says itself, or repl/eval/errors.go, status.go and hint.go for the
//	    client's.
//
// # Adding a command
//
//  1. Write repl/command/NAME.go: a [etcd2sh/repl/eval.Entry], which is a
//     declaration (name, group, arguments, options, documentation, an example)
//     and the function that runs it and returns data.
//  2. Name it in repl/command/table.go. Parsing, errors about arguments, hints,
//     completion and help come from the declaration, and its example runs as a
//     test.
//  3. Write its transcript into repl/command/testdata, let `go test
//     ./repl/command -update` fill in the answers, and read them; `go test
//     ./cmd/... -update` writes the manual's table.
//
// A function of swap! is one entry in a table of repl/function. A setting is one in
// repl/eval/settings.go, a topic of help one of repl/command/topic.go, a check of doctor
// one of repl/doctor/doctor.go, and a lesson a file of repl/lesson/lessons.
//
// # What may import what
//
// Packages stand on floors, and each imports what is below it: words, transport and
// history at the ground, then the client, render, races, the language, eval, the
// commands and the lessons, assist, this loop and the line editor, and the programs on
// top. TestArrows holds the table. cmd/etcd2sh never links etcd's server, which would add 15 ms to its
// start.
package repl
