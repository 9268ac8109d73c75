package command

import (
	"slices"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// Topic is a page of help about what many commands have in common.
type Topic struct {
	Name    string
	Sign    string // what else it can be asked for by; or ""
	Doc     string // what it tells, in a line
	Body    render.Page
	Long    bool           // it is longer than a screen
	Example []lang.Example // run by the tests, as those of commands are
}

// Topics gives all topics, in the order in which help lists them.
func Topics() []Topic {
	words := []Topic{keysTopic(), valuesTopic(), optionsTopic(), barsTopic(), variablesTopic(), keyboardTopic(), settingsTopic()}
	return append(append(words, requestTopics()...), etcdctlTopic())
}

func findTopic(name string) (Topic, bool) {
	all := Topics()
	if i := slices.IndexFunc(all, func(t Topic) bool { return name == t.Name || name != "" && name == t.Sign }); i >= 0 {
		return all[i], true
	}
	return Topic{}, false
}

// topicNames are what can be asked for beside commands and functions.
func topicNames() []lang.Name {
	var all []lang.Name
	for _, t := range Topics() {
		all = append(all, lang.Name{Text: t.Name, Doc: t.Doc, Sort: lang.SortText})
	}
	return all
}

// topicList is the names of the topics.
func topicList() string {
	var names []string
	for _, t := range Topics() {
		names = append(names, t.Name)
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// topicRows lists the topics.
func topicRows() render.Paragraph {
	rows := render.Paragraph{Column: nameColumn}
	for _, t := range Topics() {
		rows.Rows = append(rows.Rows, render.Row{Name: t.Name, Text: t.Doc})
	}
	return rows
}

func topicHelp(t Topic) render.Page {
	page := append(render.Page{heading(sentence(t.Doc)), text("")}, t.Body...)
	return append(page, examples(t.Example)...)
}
