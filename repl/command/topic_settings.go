package command

import (
	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

func settingsTopic() Topic {
	return Topic{Name: "settings", Doc: "what config shows and changes", Body: render.Page{
		settingRows(),
		text(""),
		text("config shows them all, config NAME one, and config NAME VALUE changes it. What is changed at a prompt is kept for the next one."),
	}}
}

// settingRows lists the settings.
func settingRows() render.Paragraph {
	rows := render.Paragraph{Column: optionColumn}
	for _, o := range eval.AllSettings() {
		rows.Rows = append(rows.Rows, render.Row{Name: o.Usage(), Text: o.Doc})
	}
	return rows
}
