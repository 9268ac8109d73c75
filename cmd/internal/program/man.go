package program

import (
	"fmt"
	"strings"

	"etcd2sh/repl/function"
	"etcd2sh/repl/lang"

	"github.com/spf13/pflag"
)

// manual gives the manual page in roff, for the man macros, from the declarations of
// the flags, the commands and the functions.
func (p *Program) manual(f *flags) string {
	m := &roff{}
	m.request("TH", strings.ToUpper(p.Name), "1", "", p.Name+" "+version(), "")
	m.request("nh") // a hyphen within an option would be another option
	m.request("SH", "NAME")
	m.text(p.Name + " - a shell for etcd's v2 API")
	m.about(p)
	m.request("SH", "FLAGS")
	f.set.VisitAll(func(flag *pflag.Flag) {
		name, usage := pflag.UnquoteUsage(flag)
		tag := "--" + flag.Name
		if flag.Shorthand != "" {
			tag = "-" + flag.Shorthand + ", " + tag
		}
		m.item(strings.TrimSpace(tag+" "+name), usage)
	})
	m.request("SH", "COMMANDS")
	m.text("In the shell, help COMMAND explains one with an example, and doc COMMAND tells all there is to know about it.")
	m.commands(f.table.Table)
	m.request("SH", "OPTIONS OF THE COMMANDS")
	for _, o := range optionMeanings(f.table.Table) {
		m.item(o.option, o.doc+" ("+o.users(", ", "")+")")
	}
	m.request("SH", "FUNCTIONS OF SWAP!")
	for _, fn := range function.Functions() {
		m.item(strings.TrimSpace(fn.Name+" "+fn.Args), fn.Doc)
	}
	m.request("SH", "EXIT STATUS")
	for _, s := range exitStatuses {
		m.item(s.name, s.text)
	}
	m.request("SH", "ENVIRONMENT")
	for _, v := range environment {
		m.item(v.name, v.text)
	}
	m.request("SH", "FILES")
	for _, v := range files {
		m.item(v.name, v.text)
	}
	m.request("SH", "SEE ALSO")
	m.text("etcd(1), etcdctl(1)")
	return m.String()
}

// named is something with a name, and a text about it.
type named struct{ name, text string }

// exitStatuses are what the exit statuses mean.
var exitStatuses = []named{
	{"0", "everything worked (false and nil are results)"},
	{"1", "etcd refused and no other row fits; a function of swap! or a program did, an expectation failed, a lock was lost"},
	{"2", "usage: unknown command or option, bad arguments, unreadable file"},
	{"3", "no endpoint could be reached, TLS failed, what answered is not etcd v2, or it timed out with nothing done"},
	{"4", "key not found (100)"},
	{"5", "a compare failed or the key exists (101, 105)"},
	{"6", "unknown outcome: a write was sent and its answer never came, also because it was interrupted"},
	{"7", "authentication or permission refused, by etcd or a gateway in front of it; a client certificate is wanted, or another one"},
	{"130", "interrupted"},
}

// environment is what the variables of the environment mean.
var environment = []named{
	{"ETCDCTL_ENDPOINTS, ETCDCTL_ENDPOINT, ETCDCTL_PEERS", "the URLs of the cluster's members, where no argument and no flag gives them; of these and of the next variables the first holds that is not empty"},
	{"ETCDCTL_CA_FILE, ETCDCTL_CACERT", "the file of --cacert"},
	{"ETCDCTL_CERT_FILE, ETCDCTL_CERT", "the file of --cert"},
	{"ETCDCTL_KEY_FILE, ETCDCTL_KEY", "the file of --key"},
	{"ETCDCTL_INSECURE_SKIP_TLS_VERIFY", "true is --insecure-skip-tls-verify"},
	{"ETCDCTL_DISCOVERY_SRV, ETCDCTL_DISCOVERY_SRV_NAME, ETCDCTL_INSECURE_DISCOVERY", "the flags of the same names; a domain wins over ETCDCTL_ENDPOINTS"},
	{"SSL_CERT_FILE, SSL_CERT_DIR", "the system's certificates, by which servers are checked without --cacert"},
	{"ETCD2SH_HISTFILE", "the file of the history; /dev/null is none"},
	{"XDG_CONFIG_HOME, XDG_STATE_HOME, HOME", "where the files below are"},
	{"VISUAL, EDITOR", "the program for edit; vi where there is none"},
	{"PAGER", "the program for long results at a prompt; less -R where there is none"},
	{"NO_COLOR, TERM", "whether there are colours; TERM=dumb has no line editor either"},
	{"HTTP_PROXY, HTTPS_PROXY, NO_PROXY", "the proxy for requests"},
}

// files are the files that the program has of its own.
var files = []named{
	{"~/.config/etcd2sh/config", "the settings, a name and its value on each line; what config changes at a prompt is written there; in $XDG_CONFIG_HOME where that is set"},
	{"~/.local/state/etcd2sh/history", "what was typed at prompts; in $XDG_STATE_HOME where that is set"},
}

// roff is a page that is written.
type roff struct{ strings.Builder }

// about writes the synopsis and the description that --help begins with.
func (m *roff) about(p *Program) {
	var prose []string
	m.request("SH", "SYNOPSIS")
	first := true
	for _, line := range strings.Split(p.About, "\n") {
		switch synopsis, ok := strings.CutPrefix(line, "  "); {
		case !ok:
			prose = append(prose, line)
		default:
			if !first {
				m.request("br")
			}
			first = false
			m.request("B", synopsis)
		}
	}
	m.request("SH", "DESCRIPTION")
	m.text(strings.Join(strings.Fields(strings.Join(prose, "\n")), " "))
}

// commands writes the commands, by their groups.
func (m *roff) commands(t *lang.Table) {
	group := ""
	for _, c := range t.All() {
		if c.Group.String() != group {
			group = c.Group.String()
			m.request("SS", group)
		}
		text := c.Doc + ". Returns " + c.Returns + "."
		if len(c.Aliases) > 0 {
			text += " Also called " + strings.Join(c.Aliases, ", ") + "."
		}
		m.item(c.Usage(), text)
	}
}

// item writes a tag, and a text behind it.
func (m *roff) item(tag, text string) {
	m.request("TP")
	m.request("B", tag)
	m.text(text)
}

// request writes a macro with its arguments.
func (m *roff) request(name string, args ...string) {
	m.WriteString("." + name)
	for _, arg := range args {
		m.WriteString(` "` + strings.ReplaceAll(escaped(arg), `"`, `\(dq`) + `"`)
	}
	m.WriteString("\n")
}

// text writes a line of text.
func (m *roff) text(text string) { m.WriteString(`\&` + escaped(text) + "\n") }

// escaped writes a text in ASCII, so that roff takes none of it for more.
func escaped(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '\\':
			b.WriteString(`\e`)
		case c == '-':
			b.WriteString(`\-`)
		case c == '\'':
			b.WriteString(`\(aq`)
		case c == '~':
			b.WriteString(`\(ti`)
		case c == '^':
			b.WriteString(`\(ha`)
		case c == '`':
			b.WriteString("\\(ga")
		case c > '~':
			fmt.Fprintf(&b, `\[u%04X]`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
