package lesson

import (
	"fmt"
	"strings"

	"etcd2sh/render"
	"etcd2sh/repl/eval"
)

// page is a text of a lesson: prose in paragraphs, and what is indented as it is.
func page(text string) render.Page {
	var p render.Page
	for i, block := range strings.Split(text, "\n\n") {
		if i > 0 {
			p = append(p, render.Paragraph{})
		}
		if strings.HasPrefix(block, "    ") {
			p = append(p, render.Paragraph{Text: block, Lines: true, Hanging: 6})
		} else {
			p = append(p, render.Paragraph{Text: strings.Join(strings.Fields(block), " ")})
		}
	}
	return p
}

// drawn is data that a terminal shows as a page.
func drawn(data any, p render.Page) any {
	return eval.Printed{Value: data, As: render.Pictured{Value: data, Parts: []any{p}}}
}

func heading(text string) render.Paragraph { return render.Paragraph{Text: text, Heading: true} }

// task is what is to be done in the step, as it begins.
func (a *attempt) task() any {
	p := render.Page{heading(a.title())}
	if a.step == 0 && a.lesson.Text != "" {
		p = append(append(append(p, render.Paragraph{}), page(a.lesson.Text)...), render.Paragraph{})
	}
	p = append(append(p, a.stepHeading(), render.Paragraph{}), page(a.now().Text)...)
	p = append(p, render.Paragraph{}, render.Paragraph{Text: "lesson check tells what is missing, lesson hint helps."})
	return drawn(a.data("").With(render.Entry{Key: render.Keyword("text"), Value: a.now().Text}), p)
}

func (a *attempt) title() string {
	if n, ok := a.name.(int); ok {
		return fmt.Sprintf("Lesson %d: %s", n, a.lesson.Title)
	}
	return a.lesson.Title
}

func (a *attempt) stepHeading() render.Paragraph {
	return heading(fmt.Sprintf("Step %d of %d: %s", a.step+1, len(a.lesson.Steps), a.now().Title))
}

// data is where the student is.
func (a *attempt) data(missing string) render.Map {
	m := render.Map{
		{Key: render.Keyword("lesson"), Value: a.name},
		{Key: render.Keyword("step"), Value: a.step + 1},
		{Key: render.Keyword("done"), Value: a.done},
	}
	if missing != "" {
		m = append(m, render.Entry{Key: render.Keyword("missing"), Value: missing})
	}
	return m
}

func (a *attempt) state(missing string, as render.Page) any {
	return drawn(a.data(missing), as)
}

// stepPage is what is to be done, and what is missing.
func (a *attempt) stepPage(missing string) render.Page {
	p := render.Page{heading(a.title()), a.stepHeading(), {}}
	p = append(append(p, page(a.now().Text)...), render.Paragraph{})
	return append(p, a.checkPage(missing)...)
}

func (a *attempt) checkPage(missing string) render.Page {
	if missing == "" {
		return page(a.doneText())
	}
	return page("Still to come: " + missing + ". lesson hint helps.")
}

func commandsPage(all []string) render.Page {
	var p render.Page
	for _, line := range all {
		p = append(p, render.Paragraph{Text: line, Lines: true, Hanging: 4})
	}
	return p
}

// list is the lessons of the program, and how much of each is done.
func (c *Course) list() (any, error) {
	lessons, err := Embedded()
	if err == nil {
		err = c.progress.load()
	}
	if err != nil {
		return nil, err
	}
	t := render.Table{Columns: []render.Column{{Name: "lesson", Right: true}, {Name: "title"}, {Name: "done"}}}
	for i, l := range lessons {
		done := len(c.progress.done[l.Title])
		t.Rows = append(t.Rows, []any{i + 1, l.Title, render.Cell{Value: done == len(l.Steps), Text: fmt.Sprintf("%d of %d", done, len(l.Steps))}})
	}
	return t, nil
}
