package command

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
	"etcd2sh/repl/lang/scan"
)

var connectCommand = eval.Entry{Run: connect, Command: &lang.Command{
	Name: "connect", Group: lang.GroupShell, Session: true,
	Args: []lang.Arg{{Name: "URL[,URL…]", Kind: lang.EndpointArg, Or: "discovery-srv"}},
	Options: []lang.Option{
		{Name: "timeout", Kind: lang.Duration, Value: "TIME", Doc: "how long each request may wait there, from now on: 2s, 500ms"},
		eval.DelayOption,
		{Name: "cacert", Also: []string{"ca-file"}, Kind: lang.File, Value: "FILE", Doc: "certificates that the server is checked by, instead of the system's"},
		{Name: "cert", Also: []string{"cert-file"}, Kind: lang.File, Value: "FILE", Doc: "the client certificate, for servers that ask for one"},
		{Name: "key", Also: []string{"key-file"}, Kind: lang.File, Value: "FILE", Doc: "the key of the client certificate"},
		{Name: "insecure-skip-tls-verify", Doc: "do not check the server"},
		{Name: "user", Short: "u", Also: []string{"username"}, Kind: lang.UserOption, Value: "NAME[:PASSWORD]", Doc: "as whom the cluster is asked; a prompt asks for the password, unseen"},
		passwordFileOption,
		{Name: "discovery-srv", Short: "D", Kind: lang.String, Value: "DOMAIN", Doc: "find the endpoints by the SRV records of a domain"},
		{Name: "discovery-srv-name", Kind: lang.String, Value: "NAME", Doc: "the ending of the service's name in those records"},
		{Name: "insecure-discovery", Doc: "take endpoints by http too, and check servers by their own names instead of the domain's"},
	},
	Doc: "use another cluster from now on", Returns: "what was found there: version and members",
	More: "The options hold for the new cluster; nothing of the old one lingers, what ran in the background ends, and the current directory is / again. " +
		"When the new one cannot be reached, or has no v2 API, the old one stays at a prompt; a script ends, even with --keep-going: what follows was not meant for the old one.\n\n" +
		"A URL with https:// is asked over TLS, with the files of the program's start where the options name no others; --insecure-skip-tls-verify=false checks a server where the start does not. " +
		"With --discovery-srv there is no URL: the records _etcd-client-ssl._tcp.DOMAIN and _etcd-client._tcp.DOMAIN name the endpoints, those by http only with --insecure-discovery; without it a certificate must be for DOMAIN itself.\n\n" +
		"Without --user the user of before is kept for endpoints of the same cluster, and for no others. " +
		"A user and a password may stand before the host too, as in http://root:PASSWORD@host:2379; what has a meaning in a URL is percent-encoded there: / is %2F, @ is %40, a comma %2C, % itself %25. Nothing that is printed shows them.",
	Example: []lang.Example{{Line: `try connect 127.0.0.1:1 catch [:type :unreachable] :nobody-there`, Result: `:nobody-there`}},
}}

func connect(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	if commentHasAt(c.Text) {
		return nil, c.Usage(errors.New("an address is not taken where a comment with an @ follows it: it may be the beginning of a password" + client.PercentEncoding))
	}
	access := accessOf(c, f.Host().Access)
	var err error
	if access.User, err = userOf(ctx, f, c, "user"); err != nil {
		return nil, err
	}
	found, err := f.Connect(ctx, access, client.Config{
		Timeout: c.OptionDuration("timeout"), RetryDelay: c.OptionDuration("swap-retry-delay"),
	})
	if errors.As(err, new(*eval.AccessError)) {
		return nil, c.Usage(err)
	}
	return found, err
}

// commentHasAt reports whether a line has a comment with an @ in it, as one has whose
// password has a # in it. What is in front of that would be shown as an address.
func commentHasAt(line string) bool {
	return slices.ContainsFunc(scan.ScanHalf(line).Comments, func(s scan.Span) bool { return strings.Contains(line[s.From:s.To], "@") })
}

// accessOf says what the call asks for.
func accessOf(c lang.Call, start eval.Access) eval.Access {
	a := tlsAccess(c, start, "")
	a.Discovery = eval.Discovery{
		Domain: optionText(c, "discovery-srv"), Name: optionText(c, "discovery-srv-name"), Insecure: c.Flag("insecure-discovery"),
	}
	if c.Has(0) {
		a.Endpoints = strings.Split(c.String(0), ",")
	}
	if skip := c.OptionFlag("insecure-skip-tls-verify"); skip != nil {
		a.TLS.SkipVerify = *skip
	}
	return a
}

// tlsAccess is by the TLS that the call's options say, which begin with a prefix; what
// they do not say is as at the start.
func tlsAccess(c lang.Call, start eval.Access, prefix string) eval.Access {
	a := eval.Access{TLS: start.TLS, Variables: maps.Clone(start.Variables), Prefix: prefix}
	if file := c.OptionString(prefix + "cacert"); file != nil {
		a.TLS.CA = *file
		delete(a.Variables, transport.CAFile)
	}
	if cert, key := c.OptionString(prefix+"cert"), c.OptionString(prefix+"key"); cert != nil || key != nil {
		a.TLS.Cert, a.TLS.Key = optionText(c, prefix+"cert"), optionText(c, prefix+"key")
		delete(a.Variables, transport.CertFile)
		delete(a.Variables, transport.KeyFile)
	}
	return a
}

// optionText is what an option is given; empty where it is not.
func optionText(c lang.Call, option string) string {
	if value := c.OptionString(option); value != nil {
		return *value
	}
	return ""
}
