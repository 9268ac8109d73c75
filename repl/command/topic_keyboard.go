package command

import "etcd2sh/render"

func keyboardTopic() Topic {
	return Topic{Name: "keyboard", Doc: "the keys of the prompt", Body: render.Page{
		{Column: nameColumn, Rows: []render.Row{
			{Name: `Tab  Shift-Tab`, Text: `complete the word; then one candidate on, or back`},
			{Name: `Right  End`, Text: `take the dim rest of the line; Alt-F: a word of it`},
			{Name: `Up  Down`, Text: `earlier commands that begin as the line does`},
			{Name: `Ctrl-R  Ctrl-S`, Text: `search earlier commands, back and forth`},
			{Name: `Alt-.`, Text: `last word of the last command; again: of an older one`},
			{Name: `Home  End`, Text: `to the line's beginning or end; also Ctrl-A, Ctrl-E`},
			{Name: `Alt-B  Alt-F`, Text: `a word back, or on; also Ctrl-Left, Ctrl-Right`},
			{Name: `Ctrl-W`, Text: `take out what is before the cursor, to the last blank`},
			{Name: `Alt-Backspace  Alt-D`, Text: `take out the word before the cursor, or after it`},
			{Name: `Ctrl-U  Ctrl-K`, Text: `take out all that is before the cursor, or after it`},
			{Name: `Ctrl-Y`, Text: `put in what was taken out last`},
			{Name: `Ctrl-_`, Text: `undo, one change after the other; also Ctrl-X Ctrl-U`},
			{Name: `Ctrl-X Ctrl-E`, Text: `edit the line in your editor: VISUAL or EDITOR`},
			{Name: `Ctrl-L`, Text: `clear the screen`},
			{Name: `Ctrl-C`, Text: `drop the line, or stop the command that runs`},
			{Name: `Ctrl-D`, Text: `leave, when the line is empty`},
			{Name: `Ctrl-Z`, Text: `suspend the shell; fg brings it back`},
		}},
		text(""),
		text("Any key ends what waits, such as watch. config edit-mode vi has vi's keys. On Windows, and with TERM=dumb, the keys are the terminal's own."),
	}}
}
