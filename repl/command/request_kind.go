package command

import (
	"net/http"
	"net/url"
	"strings"

	"etcd2sh/client"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// requestKind is what requests of a kind mean, and what can go wrong with each.
type requestKind struct {
	means string
	risks []string // sentences
}

// The kinds of requests.
var (
	plainRead = requestKind{
		means: "A plain read: a member answers at once from what it has itself, and asks no other member. Nothing is changed.",
		risks: []string{
			"A member that is behind, or cut off from the others, answers with what it had; nothing in the answer says that it is old.",
			"What was read may be changed before the next request: a write that follows from it is safe only if it compares, as swap! and cas-index! do.",
		}}
	quorumRead = requestKind{
		means: "A read with quorum: most members of the cluster must agree on it before the answer, which therefore holds every write that was acknowledged before the request. Nothing is changed.",
		risks: []string{
			"Where most members cannot be reached there is no answer, but after some seconds error 300.",
			"It is up to date at the time of the answer, and may be old a moment later: quorum does not close the gap between a read and a write.",
		}}
	longPoll = requestKind{
		means: "A wait: the member keeps the request open until the key changes, and answers with that change. With waitIndex it is the first change at or after that index, also one that has been: etcd keeps the last 1000 events of the whole store. Nothing is changed.",
		risks: []string{
			"Without waitIndex, what changes between one wait and the next is missed; the next one should ask from the index of the last event, plus 1, as watch does.",
			"Where etcd has forgotten the events from that index on, it refuses with error 401; then the state must be read, and the wait go on from the index of that answer, plus 1.",
			"A new ttl alone wakes nobody, and a member that is cut off from the others stays silent.",
		}}
	blindWrite = requestKind{
		means: "A write without a comparison: the value takes the place of whatever is there now. With prevExist=true the key must exist, and that is all that is asked.",
		risks: []string{
			"A lost update: what another client wrote since this one has read the key is overwritten, and neither is told.",
			"A ttl that the key had ends with it, unless a new one is given.",
			"Where the answer is lost the outcome is unknown: the write may have happened, may happen yet, or never will, and even an event like it may be another client's.",
		}}
	conditional = requestKind{
		means: "A write with a condition: it happens only if the key is still as compared, with prevIndex at that very modifiedIndex, with prevValue at that value. Else etcd refuses with error 101, and nothing is changed. The comparison and the write are one step, with no other write between.",
		risks: []string{
			"A value can come back (ABA), an index never does: prevIndex notices what has been in between, prevValue does not.",
			"A refusal is an answer, and must be looked at: the write did not happen.",
			"Where the answer is lost the outcome is unknown, but with prevIndex it can be found out: it happens at most once, and resolve tells whether it did.",
		}}
	create = requestKind{
		means: "A create: it makes the key only if nothing is there, neither a file nor a directory. Else etcd refuses with error 105. Of several clients that try, one succeeds; locks are made of that.",
		risks: []string{
			"A key whose client has died stands in the way of all others, unless it has a ttl.",
			"Where the answer is lost, the key that is there then may be one's own: sent again it is refused, or makes the key anew if that was deleted meanwhile.",
		}}
	inOrder = requestKind{
		means: "A create in order: etcd makes a new key in the directory each time, and names it after the store's next index, so that the names sort by age. Queues are made of that.",
		risks: []string{
			"Sent again after a lost answer, it makes a second entry.",
			"The names have gaps, since every other change of the store takes an index too.",
		}}
	refresh = requestKind{
		means: "A refresh: the key gets a new ttl and keeps its value. It wakes no watcher and leaves no event, but the modifiedIndex grows.",
		risks: []string{
			"A ttl belongs to a write and not to the key: the next write without one makes the key permanent.",
			"etcd removes a key about half a second after its time; a client that stood still for longer than the ttl does not know that its key is gone, or another's.",
			"Whoever compares by index must take the new one.",
		}}
	deletion = requestKind{
		means: "A delete without a comparison: the key goes, and with recursive=true all that is below it. One event tells of a whole directory.",
		risks: []string{
			"It takes what is there now, also what another client has written since this one looked; --prev-index compares.",
			"Names that begin with _ are in no listing, and go with their directory.",
			"Sent again after a lost answer, it may delete what was made anew meanwhile.",
		}}
	asksNothing = requestKind{means: "It asks nothing of etcd: all that it does, the shell does by itself."}
)

// kindOf gives the kind of a request; nil is none.
func kindOf(x *client.Exchange) requestKind {
	asked := func(name string) bool { return x.Asked.Get(name) != "" }
	switch {
	case x == nil:
		return asksNothing
	case x.Method == http.MethodGet && x.Asked.Get("wait") == "true":
		return longPoll
	case x.Method == http.MethodGet && x.Asked.Get("quorum") == "true":
		return quorumRead
	case x.Method == http.MethodGet:
		return plainRead
	case x.Method == http.MethodPost:
		return inOrder
	case x.Asked.Get("refresh") == "true":
		return refresh
	case x.Asked.Get("prevExist") == "false":
		return create
	case asked("prevValue"), asked("prevIndex"):
		return conditional
	case x.Method == http.MethodDelete:
		return deletion
	}
	return blindWrite
}

// repeatable reports whether a request that is sent again after an unknown outcome
// changes nothing more: a read does not, and what compares with an index can happen
// once only.
func repeatable(method string, asked url.Values) bool {
	return method == http.MethodGet || asked.Get("prevIndex") != ""
}

// page is the kind's texts, with an empty line between.
func (k requestKind) page() render.Page {
	page := render.Page{text(k.means)}
	if len(k.risks) > 0 {
		page = append(page, text(""), text("What can go wrong: "+strings.Join(k.risks, " ")))
	}
	return page
}

// taught are the kinds that doc adds to a command.
var taught = map[string]requestKind{"watch": longPoll}

// requestTopics are topics of help that a kind of requests shows.
func requestTopics() []Topic {
	return []Topic{
		{Name: "quorum", Doc: "what a read with quorum is", Body: quorumRead.page(), Example: []lang.Example{{Before: []string{`reset! :atom "hi"`}, Line: `get :atom --quorum`, Result: `"hi"`}}},
		{Name: "index", Doc: "what a comparison with an index guards against", Body: conditional.page(), Example: []lang.Example{{Before: []string{`def at reset! :atom "hi" | :node :modifiedIndex`}, Line: `cas-index! :atom $at "bye" | :prevNode :value`, Result: `"hi"`}}},
		{Name: "ttl", Doc: "what a ttl is, and how a key is kept alive", Body: append(render.Page{
			text("A ttl, time to live, is how many seconds a key still has: then etcd deletes it, and watch shows the event as expire. A write gives one with --ttl; get* and ls -l show what is left of it. touch! gives a new one, in time to keep the key alive."),
			text("")}, refresh.page()...), Example: []lang.Example{{Before: []string{`reset! :atom "hi" --ttl 10`}, Line: `touch! :atom --ttl 20 | :node :ttl`, Result: "20"}}},
		{Name: "unknown", Doc: "what it means that a write's outcome is unknown", Body: append(render.Page{
			text("A write was sent, and its answer never came: it may have happened, may not have, or may happen yet. So it is not sent again by itself. resolve looks for what became of it, as far as that can be known: best where the write compares with an index, as cas-index! does."),
			text("")}, blindWrite.page()...)},
	}
}
