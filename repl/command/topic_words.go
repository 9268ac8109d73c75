package command

import (
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

func keysTopic() Topic {
	return Topic{Name: "keys", Doc: "how to write a key",
		Body: render.Page{{Column: nameColumn, Rows: []render.Row{
			{Name: `:atom  atom  /atom`, Text: `three ways to write one key`},
			{Name: `/cats/mittens`, Text: `mittens in the directory cats`},
			{Name: `[:cats :mittens]`, Text: `the same, by the parts of its path`},
			{Name: `["my cats" 1530]`, Text: `a part may be quoted, or a number`},
			{Name: `nil  /`, Text: `the root`},
			{Name: `.  ..`, Text: `the current directory, and the one above it`},
			{Name: `"my cats/tom"`, Text: `quoted, because there is a blank in it`},
			{Name: `"nil"  ":atom"`, Text: `quoted, a word is the very name, colon and all`},
		}},
			text(""),
			text("A key without a leading / is seen from the current directory, which cd changes and pwd tells; one in brackets always from the root. " +
				"Any name will do, in any language; one that begins with _ is hidden from listings. Tab completes keys, and ls lists those of a directory."),
		},
		Example: []lang.Example{{Before: []string{`reset! cats/mittens "black n white"`}, Line: `get [:cats :mittens]`, Result: `"black n white"`}},
	}
}

func valuesTopic() Topic {
	return Topic{Name: "values", Doc: "how to write a value, and what quotes do",
		Body: render.Page{{Column: nameColumn, Rows: []render.Row{
			{Name: `grey  42  -1.5`, Text: `a word, and a number too, stands for itself`},
			{Name: `"black n white"`, Text: `quoted, because there are blanks in it; "" is empty`},
			{Name: `'say "hi"'`, Text: `within '…' nothing has a meaning`},
			{Name: `"say \"hi\""`, Text: `within "…" a \ takes the next character as it is`},
			{Name: `:init`, Text: `a value keeps its colon, which a key loses`},
			{Name: `'{"legs": 4}'`, Text: `quoted, because it begins with a bracket`},
			{Name: `"#fff"  "|"  "--x"`, Text: `quoted, a word is always data`},
			{Name: `--file PATH`, Text: `in place of a value: what the file holds; - is standard input, ~/ the home directory`},
		}},
			text(""),
			text("A value is text in UTF-8, and stored exactly as it is given. A # begins a comment where a word begins. " +
				`An open quote or bracket goes on in the next line, and so does what ends in a \.`),
		},
		Example: []lang.Example{{Line: `reset! :color "#fff" | :node :value`, Result: `"#fff"`}},
	}
}

func optionsTopic() Topic {
	rows := render.Paragraph{Column: formColumn, Rows: []render.Row{
		{Name: `--ttl 10  --ttl=10`, Text: `an option with a value`},
		{Name: `--recursive  -r`, Text: `a flag; letters may stand together: ls -lr`},
		{Name: `--prev-exist=false`, Text: `the opposite of a flag`},
		{Name: `{:ttl 5, :prev-index 7}`, Text: `several, as the last word`},
		{Name: `--`, Text: `ends the options: what follows is data`},
		{Name: `"-x"`, Text: `quoted, no option; nor is -5, a number, or - alone`},
	}}
	body := render.Page{rows, text(""),
		text("Options stand anywhere behind the command, but before a COMMAND or a PROGRAM that it runs, whose own words follow. help COMMAND lists a command's own."),
		text("")}
	return Topic{Name: "options", Doc: "how to write options, and those of almost every command",
		Body: append(append(body, commonOptions(formColumn)...),
			text(""), text("await, connect and resolve have a --timeout of their own; what else waits, such as watch, has none.")),
		Example: []lang.Example{{Line: `mkdir! :cats {:ttl 100} | :node :dir`, Result: `true`}},
	}
}
