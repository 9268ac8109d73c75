package eval

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/render"
	"etcd2sh/repl/race"
)

// Exchange is an HTTP request that a command made and what came of it, for who looks
// at the wire.
type Exchange struct {
	client.Exchange
	Notes  []race.Note   // what it shows of other clients, by what this session saw
	Format render.Format // in which the command prints
	Member string        // where the request went: its name, or its host
	Who    string        // what its notes call the session: a lane of a race, or you

	files transport.Files // of the connection
}

// Curl is that of the client's exchange, with the files that it was made with.
func (x Exchange) Curl() string { return curlWith(x.files, x.Exchange) }

// Curl is the line of curl that sends a request of this session's again.
func (s *Session) Curl(x client.Exchange) string { return curlWith(s.connection.files, x) }

func curlWith(files transport.Files, x client.Exchange) string {
	var options []string
	if x.URL.Scheme == "https" {
		for _, o := range []struct{ option, file string }{{"--cacert", files.CA}, {"--cert", files.Cert}, {"--key", files.Key}} {
			if o.file != "" {
				options = append(options, o.option, o.file)
			}
		}
		if files.SkipVerify {
			options = append(options, "-k")
		}
	}
	return x.Curl(options...)
}

// Tracing is the frame of commands whose exchanges are shown.
func (f *Frame) Tracing() *Frame {
	inner := *f
	inner.tracing = true
	return &inner
}

// traces reports whether exchanges are shown.
func (f *Frame) traces() bool {
	return f.console.Exchange != nil && (f.tracing || f.settings.Trace)
}

// listens reports whether anybody wants to know of exchanges.
func (f *Frame) listens() bool {
	return f.traces() || f.attending() != nil || f.console.Note != nil
}

// watched gives the client with its exchanges noted while a person listens, and
// shown where they are traced.
func (f *Frame) watched(c *client.Client) *client.Client {
	if !f.listens() {
		return c
	}
	shown, course := f.traces(), f.attending()
	connection, secret, show, format, name := f.connection, f.secret, f.console.Exchange, f.settings.Output, f.lane.Name
	return c.Traced(func(x client.Exchange) {
		found := connection.notes.Add(name, x)
		seen := Exchange{x, found, format, connection.names.Load().of(x.Endpoint), name, connection.files}
		if course != nil && !secret {
			course.Exchanged(seen)
		}
		if secret {
			seen.Exchange = withoutValues(x)
		}
		if shown {
			show(seen)
		}
	})
}

// Data is the exchange as data.
func (x Exchange) Data() render.Map {
	m := render.Map{
		{Key: render.Keyword("type"), Value: render.Keyword("exchange")},
		{Key: render.Keyword("curl"), Value: x.Curl()},
		{Key: render.Keyword("member"), Value: x.Member},
		{Key: render.Keyword("status"), Value: nil},
		{Key: render.Keyword("ms"), Value: render.Number(x.milliseconds())},
	}
	if x.Who != person.Name {
		m = m.With(render.Entry{Key: render.Keyword("lane"), Value: x.Who})
	}
	if x.Status != 0 {
		m = m.With(render.Entry{Key: render.Keyword("status"), Value: x.Status})
	}
	if r := x.Refusal; r != nil {
		m = append(m, render.Entry{Key: render.Keyword("error-code"), Value: int(r.Code)}, render.Entry{Key: render.Keyword("cause"), Value: r.Cause})
	}
	if x.Err != nil || !x.Sent {
		m = append(m, render.Entry{Key: render.Keyword("message"), Value: x.outcome()})
	}
	if i := x.Meta.EtcdIndex; i != nil {
		m = append(m, render.Entry{Key: render.Keyword("index"), Value: *i})
	}
	if note := x.NoteText(); note != "" {
		m = append(m, render.Entry{Key: render.Keyword("note"), Value: note})
	}
	return m
}

// Text tells what came of the request, in a line.
func (x Exchange) Text() string {
	if x.Who != person.Name {
		return x.Who + " asked " + x.came()
	}
	return x.came()
}

func (x Exchange) came() string {
	if x.Err != nil || !x.Sent {
		return x.Member + ": " + x.outcome()
	}
	text := fmt.Sprintf("%s, %d in %s", x.Member, x.Status, x.took())
	switch {
	case x.Refusal != nil:
		text += ": " + refusedText(x.Refusal)
	case x.Answer != nil:
		text += ": " + answeredText(x.Answer)
	}
	if i := x.Meta.EtcdIndex; i != nil && *i != 0 {
		text += fmt.Sprintf(", store at %d", *i)
	}
	return text
}

// NoteText tells the notes in sentences; empty where they say nothing more.
func (x Exchange) NoteText() string {
	var all []string
	for _, n := range x.Notes {
		if text := n.Text(x.Who); text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, "; ")
}

// outcome tells why there is no whole answer.
func (x Exchange) outcome() string {
	switch {
	case !x.Sent:
		return fmt.Sprintf("not sent: %v", x.Err)
	case x.Status == 0 && errors.Is(x.Err, context.DeadlineExceeded):
		return fmt.Sprintf("sent, but no answer came in %s", x.took())
	case x.Status == 0:
		return fmt.Sprintf("sent, but no answer came in %s: %v", x.took(), x.Err)
	}
	return fmt.Sprintf("%d %s, cut short after %s: %v", x.Status, http.StatusText(x.Status), x.took(), x.Err)
}

func (x Exchange) milliseconds() string {
	return fmt.Sprintf("%.1f", float64(x.Took)/float64(time.Millisecond))
}

func (x Exchange) took() string { return x.milliseconds() + " ms" }

func refusedText(r *client.Error) string {
	text := r.Message
	if r.Code != 0 {
		text = fmt.Sprintf("%d %s", int(r.Code), text)
	}
	if r.Cause != "" {
		text += " " + r.Cause
	}
	return text
}

// answeredText is an answer in short: the action, and at which index.
func answeredText(r *client.Response) string {
	text := r.Action
	if i := r.Node.ModifiedIndex; i != nil {
		text += fmt.Sprintf(" @%d", *i)
	}
	if p := r.PrevNode; p != nil && p.ModifiedIndex != nil {
		text += fmt.Sprintf(" for @%d", *p.ModifiedIndex)
	}
	return text
}
