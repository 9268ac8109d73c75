package command

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/tree"
	"etcd2sh/repl/lang"
)

// request is what a step asked for, in a line.
func (s raceStep) request() string {
	if s.command != "" {
		return s.command
	}
	words := []string{s.exchange.Method, s.exchange.Key}
	asked := s.asked()
	for _, name := range []string{"value", "prevValue", "prevIndex", "prevExist", "ttl", "refresh", "dir", "recursive", "sorted", "quorum"} {
		if asked.Has(name) {
			words = append(words, name+"="+asked.Get(name))
		}
	}
	return strings.Join(words, " ")
}

// asked is what the exchange asked for under etcd's names, as it may be shown.
func (s raceStep) asked() url.Values {
	text := s.exchange.Form
	if text == "" {
		text = s.exchange.URL.RawQuery
	}
	asked, err := url.ParseQuery(text)
	if err != nil { // a body beyond the limit is not escaped whole
		return nil
	}
	return asked
}

// sent is the request in short, for a drawing in which all is about one key unless key
// is shown.
func (s raceStep) sent(key bool) string {
	x := s.exchange
	if s.command != "" {
		return s.command
	}
	asked, words := s.asked(), []string{x.Method}
	if key {
		words = append(words, shortKey(x.Key))
	}
	add := func(name, text string) {
		if asked.Has(name) {
			words = append(words, text+asked.Get(name))
		}
	}
	add("value", "")
	add("prevValue", "if ")
	add("prevIndex", "if @")
	switch asked.Get("prevExist") {
	case "false":
		words = append(words, "if none")
	case "true":
		words = append(words, "if there")
	}
	add("ttl", "ttl ")
	if asked.Has("quorum") {
		words = append(words, "quorum")
	}
	return strings.Join(words, " ")
}

// came is the answer in short.
func (s raceStep) came() string {
	x := s.exchange
	switch {
	case s.command != "":
		return ""
	case x.Answer != nil && x.Method == "GET" && x.Answer.Node.Dir:
		return lang.Plural(len(x.Answer.Node.Nodes), "node")
	case x.Answer != nil && x.Method == "GET":
		return versionText(x.Answer.Node)
	case x.Answer != nil && x.Answer.Node.ModifiedIndex != nil:
		return fmt.Sprintf("@%d", *x.Answer.Node.ModifiedIndex)
	case absent(x.Refusal):
		return "none"
	case x.Refusal != nil:
		return fmt.Sprint(int(x.Refusal.Code))
	case !x.Sent:
		return "not sent"
	case x.Err != nil || x.Status == 0:
		return "no answer"
	}
	return fmt.Sprint(x.Status)
}

// shortKey is a key without the zeros of one in order.
func shortKey(key string) string {
	name := tree.Name(key)
	if len(name) != 20 || strings.Trim(name, "0123456789") != "" {
		return key
	}
	return strings.TrimSuffix(key, name) + cmp.Or(strings.TrimLeft(name, "0"), "0")
}

func absent(r *client.Error) bool { return r != nil && r.Code == client.ErrKeyNotFound }

// versionText is a value and its modifiedIndex.
func versionText(n *client.Node) string {
	switch {
	case n.Value == nil && n.ModifiedIndex == nil:
		return ""
	case n.Value == nil:
		return fmt.Sprintf("@%d", *n.ModifiedIndex)
	case n.ModifiedIndex == nil:
		return *n.Value
	}
	return fmt.Sprintf("%s @%d", *n.Value, *n.ModifiedIndex)
}

// state is what a step shows or makes of its key; "" where it tells nothing of it.
func (s raceStep) state() string {
	x := s.exchange
	switch {
	case s.command != "":
		return ""
	case absent(x.Refusal):
		return "none"
	case x.Answer == nil || x.Answer.Node.Dir:
		return ""
	case x.Method == "DELETE":
		return "none"
	}
	return versionText(x.Answer.Node)
}
