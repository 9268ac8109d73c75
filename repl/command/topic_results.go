package command

import (
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func barsTopic() Topic {
	return Topic{Name: "bars", Sign: "|", Doc: "what to do with a result: COMMAND | …",
		Body: render.Page{{Column: optionColumn, Rows: []render.Row{
			{Name: `COMMAND | :node :value`, Text: `a part of the result; a number counts in a list, from 0`},
			{Name: `COMMAND | jq '.node.value'`, Text: `what jq makes of it, result by result; jq -r prints strings as they are`},
			{Name: `COMMAND | ! PROGRAM ARGS…`, Text: `what a program prints that reads it: a value's own bytes, other data as it is printed`},
		}},
			text(""),
			text("One bar may follow another. There are blanks around a bar; in quotes it is data. " +
				"The > ; and && of other shells are not there: get K --file PATH writes a value to a file, and each command has a line of its own."),
		},
		Example: []lang.Example{
			{Line: `reset! :atom "hi" | :node :value`, Result: `"hi"`},
			{Before: []string{`reset! cats/mittens grey`}, Line: `get cats | jq '.mittens | length'`, Result: `4`},
		},
	}
}

func variablesTopic() Topic {
	return Topic{Name: "variables", Doc: "names for results, and for the arguments of a script",
		Body: render.Page{{Column: nameColumn, Rows: []render.Row{
			{Name: `def NAME COMMAND`, Text: `keep the result of a command under a name`},
			{Name: `$NAME`, Text: `what was kept; also as a part of a key: [:cats $NAME]`},
			{Name: `$_`, Text: `the last result`},
			{Name: `$1  $2  …`, Text: `the arguments of a script`},
			{Name: `$@`, Text: `all of them, a word each`},
		}},
			text(""),
			text("A variable is a word without quotes, and stands for one value: of a whole answer keep a part, as in def NAME get* K | :node :value. " +
				"What it stands for is data, whatever it looks like, and never an option, a bar or a comment."),
		},
		Example: []lang.Example{{
			Before: []string{`reset! :atom "hi"`, `def seen get* :atom | :node :modifiedIndex`},
			Line:   `cas-index! :atom $seen "meow" | :node :value`, Result: `"meow"`,
		}},
	}
}
