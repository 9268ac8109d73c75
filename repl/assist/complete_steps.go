package assist

import (
	"strconv"

	"etcd2sh/repl/lang"
)

// steps gives what may stand after a bar: a path into the data, as far as its
// shape is known, jq, or a program.
func (c *completer) steps() []Candidate {
	before := c.outline.Parts[:len(c.outline.Parts)-1]
	first := isOperator(before[len(before)-1], "|")
	last, known := "", c.answers()
	for i, p := range before {
		switch {
		case p.Role == lang.RoleCommand:
			last = ""
		case p.Role == lang.RoleStep:
			last = p.Text
		case isOperator(p, "jq"):
			known = false
		case isOperator(p, "!") && i > 0 && isOperator(before[i-1], "|"):
			return c.toPrograms()
		}
	}
	var list []Candidate
	if known {
		list = stepsAfter(last)
	}
	if first {
		list = append(list, word("jq", "what a jq program makes of it: jq '.node.value'"))
		list = append(list, c.toPrograms()...)
	}
	return list
}

func (c *completer) toPrograms() []Candidate {
	if c.assistant.session.Host().NoExec {
		return nil
	}
	return []Candidate{word("!", "a program that reads it: ! sort")}
}

func isOperator(p lang.Part, text string) bool { return p.Role == lang.RoleOperator && p.Is(text) }

// answers reports whether what comes to the bar is an answer of etcd's.
func (c *completer) answers() bool {
	drafts := c.outline.Drafts
	for i, d := range drafts {
		if d.Command == nil {
			return false
		}
		args := d.Command.Args
		if i < len(drafts)-1 && args[len(args)-1].Kind == lang.CommandArg {
			return false // meta and its like make something else of it
		}
	}
	return drafts[len(drafts)-1].Command.Answers
}

// stepsAfter gives the steps on from another in an answer of etcd's, or the first
// ones.
func stepsAfter(step string) []Candidate {
	if _, err := strconv.Atoi(step); err == nil {
		step = ":node" // one of a list of them
	}
	switch step {
	case "":
		return []Candidate{word(":action", "what was done: get, set, create"), word(":node", "the key as it is"), word(":prevNode", "the key as it was before")}
	case ":node", ":prevNode":
		return []Candidate{
			word(":key", "its name"), word(":value", "its value"), word(":dir", "true of a directory"), word(":nodes", "what is in a directory"),
			word(":modifiedIndex", "the index of the last write"), word(":createdIndex", "the index of the first write"),
			word(":ttl", "the seconds left"), word(":expiration", "when it expires"),
		}
	case ":nodes":
		return []Candidate{word("0", "the first of them")}
	}
	return nil
}
