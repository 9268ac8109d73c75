package program_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"etcd2sh/client/sandbox"
	"etcd2sh/client/sandbox/pki"
	"etcd2sh/client/sandbox/sandboxtest"
	"etcd2sh/client/sandbox/upgradetest"
	"etcd2sh/cmd/internal/program"
)

// securely is a cluster with TLS, and certificates of its authority.
type securely struct {
	ca  *pki.Authority
	url string
}

// startTLS starts a cluster; own is its certificate, and asks says that it asks its
// clients for one.
func startTLS(t *testing.T, own pki.Certificate, asks bool) securely {
	t.Helper()
	ca := sandboxtest.Authority(t, "the CA")
	serves := sandbox.TLS{Files: sandboxtest.Issue(t, ca, own)}
	if asks {
		serves.ClientCA = ca.File
	}
	return securely{ca, sandboxtest.StartTLS(t, serves).Endpoints()[0]}
}

// startTLS34 is startTLS of the etcd that is installed.
func startTLS34(t *testing.T, own pki.Certificate, asks bool) securely {
	t.Helper()
	ca, m := sandboxtest.Authority(t, "the CA"), upgradetest.NewInstalled(t, 1)[0]
	files := sandboxtest.Issue(t, ca, own)
	flags := []string{"--enable-v2", "--cert-file", files.Cert, "--key-file", files.Key}
	if asks {
		flags = append(flags, "--client-cert-auth", "--trusted-ca-file", ca.File)
	}
	m.Client = strings.Replace(m.Client, "http:", "https:", 1)
	m.MustStart(upgradetest.Installed, flags...)
	return securely{ca, m.Client}
}

// trusted are the flags of a cluster whose authority is known.
func (s securely) trusted(more ...string) []string {
	return append([]string{s.url, "--cacert", s.ca.File}, more...)
}

// shown are the flags that show a certificate of an authority.
func shown(t *testing.T, ca *pki.Authority, c pki.Certificate) []string {
	t.Helper()
	files := sandboxtest.Issue(t, ca, c)
	return []string{"--cert", files.Cert, "--key", files.Key}
}

var forLoopback = pki.Certificate{Name: "server", Hosts: []string{"127.0.0.1"}}

// TestTLSProblems: what is wrong is told with the flag that mends it, of a read and of
// a write alike, at the start and by connect.
func TestTLSProblems(t *testing.T) {
	t.Parallel()
	tlsProblems(t, startTLS, sandboxtest.Start(t, 1).Endpoints()[0])
}

// TestTLSProblems34 is TestTLSProblems of the etcd that is installed.
func TestTLSProblems34(t *testing.T) {
	t.Parallel()
	m := upgradetest.NewInstalled(t, 1)[0]
	m.MustStart(upgradetest.Installed, "--enable-v2")
	tlsProblems(t, startTLS34, m.Client)
}

func tlsProblems(t *testing.T, startTLS func(t *testing.T, own pki.Certificate, asks bool) securely, plainURL string) {
	t.Helper()
	day := 24 * time.Hour
	good, asks, other := startTLS(t, forLoopback, false), startTLS(t, forLoopback, true), sandboxtest.Authority(t, "another CA")
	named := func(hosts ...string) pki.Certificate { return pki.Certificate{Name: "server", Hosts: hosts} }
	valid := func(from, until time.Duration) pki.Certificate {
		return pki.Certificate{Name: "server", Hosts: forLoopback.Hosts, From: time.Now().Add(from), Until: time.Now().Add(until)}
	}
	plain := strings.Replace(plainURL, "http:", "https:", 1)
	for name, test := range map[string]struct {
		args   []string
		status int
		texts  []string
	}{
		"unknown authority": {[]string{good.url}, 3, []string{":type :tls", ":problem :unknown-authority", `CN=the CA`, "--cacert FILE"}},
		"another authority": {[]string{good.url, "--cacert", other.File}, 3, []string{":type :tls", ":problem :unknown-authority", "--cacert FILE"}},
		"expired":           {startTLS(t, valid(-2*day, -day), false).trusted(), 3, []string{":type :tls", ":problem :expired", "expired on 2", "renew it", "--insecure-skip-tls-verify"}},
		"not yet valid":     {startTLS(t, valid(day, 2*day), false).trusted(), 3, []string{":type :tls", ":problem :not-yet-valid", "clocks"}},
		"wrong name":        {startTLS(t, named("etcd.example", "10.0.0.1"), false).trusted(), 3, []string{":type :tls", ":problem :wrong-name", "etcd.example, 10.0.0.1"}},
		"no name":           {startTLS(t, named(), false).trusted(), 3, []string{":type :tls", ":problem :no-name", "subjectAltName"}},
		"none shown":        {asks.trusted(), 7, []string{":type :tls", ":problem :certificate-wanted", "CN=the CA", "--cert FILE and --key FILE"}},
		"another's shown":   {asks.trusted(shown(t, other, pki.Certificate{Name: "ours"})...), 7, []string{":type :tls", ":problem :certificate-refused", "CN=another CA"}},
		"an old one shown":  {asks.trusted(shown(t, asks.ca, pki.Certificate{Name: "ours", Until: time.Now().Add(-time.Minute)})...), 7, []string{":type :tls", ":problem :certificate-refused", "expired on 2"}},
		"http to TLS":       {[]string{strings.Replace(good.url, "https", "http", 1)}, 3, []string{":type :not-etcd-v2", "use " + good.url}},
		"https to HTTP":     {[]string{plain, "--cacert", good.ca.File}, 3, []string{":type :tls", ":problem :no-tls", "use " + strings.Replace(plain, "https", "http", 1)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, line := range []string{"get k", "reset! k v", "doctor", "v2store check"} {
				run{}.etcd2sh(t, append(test.args, "-c", line)...).fails(t, test.status, append(test.texts, "; -c:1: "+line)...)
			}
			connect := "connect " + strings.Join(test.args, " ")
			run{}.etcd2sh(t, "127.0.0.1:1", "-c", connect).fails(t, test.status, test.texts...)
		})
	}
}

// TestTLSFlags: the files come from flags, else from the environment, and connect
// keeps those of the start.
func TestTLSFlags(t *testing.T) {
	t.Parallel()
	asks := startTLS(t, forLoopback, true)
	files := sandboxtest.Issue(t, asks.ca, pki.Certificate{Name: "ours"})
	wrong := sandboxtest.Issue(t, sandboxtest.Authority(t, "another CA"), pki.Certificate{Name: "ours"})
	set := []string{"-c", "reset! k v | :node :value"}
	for name, test := range map[string]struct {
		env  map[string]string
		args []string
	}{
		"flags":       {nil, []string{"--endpoints", asks.url, "--cacert", asks.ca.File, "--cert", files.Cert, "--key", files.Key}},
		"old flags":   {nil, []string{"--peers", asks.url, "--ca-file", asks.ca.File, "--cert-file=" + files.Cert, "--key-file", files.Key}},
		"older flags": {nil, []string{"-C", asks.url, "--ca-file", asks.ca.File, "--cert-file", files.Cert, "--key-file=" + files.Key}},
		"variables of v3": {map[string]string{
			"ETCDCTL_ENDPOINTS": asks.url, "ETCDCTL_CACERT": asks.ca.File, "ETCDCTL_CERT": files.Cert, "ETCDCTL_KEY": files.Key}, nil},
		"variables of v2": {map[string]string{
			"ETCDCTL_ENDPOINT": asks.url, "ETCDCTL_CA_FILE": asks.ca.File, "ETCDCTL_CERT_FILE": files.Cert, "ETCDCTL_KEY_FILE": files.Key}, nil},
		"flags over variables": {map[string]string{
			"ETCDCTL_PEERS": "http://127.0.0.1:1", "ETCDCTL_CACERT": "/nonexistent", "ETCDCTL_CERT": wrong.Cert, "ETCDCTL_KEY": wrong.Key},
			[]string{"--endpoint=" + asks.url, "--cacert", asks.ca.File, "--cert", files.Cert, "--key", files.Key}},
		"a key by variable": {map[string]string{"ETCDCTL_KEY": files.Key}, asks.trusted("--cert", files.Cert)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{env: test.env}.etcd2sh(t, append(test.args, set...)...).prints(t, "\"v\"\n")
		})
	}
	start := asks.trusted("--cert", files.Cert, "--key", files.Key)
	run{}.etcd2sh(t, append(start[:len(start):len(start)], set...)...).prints(t, "\"v\"\n")
	again := "connect " + asks.url
	for name, lines := range map[string][]string{
		"connect":                 {again + " | :version", "get k"},
		"connect, less trusting":  {"try " + again + " --cacert " + wrong.Cert + " catch [:problem :unknown-authority] :unknown", again + " | :version"},
		"connect, another of us":  {"try " + again + " --cert " + wrong.Cert + " --key " + wrong.Key + " catch [:problem :certificate-refused] :refused", again + " | :version"},
		"connect, others trusted": {again + " --cacert " + asks.ca.File + " | :version", again + " | :version"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := start[:len(start):len(start)]
			for _, line := range lines {
				args = append(args, "-c", line)
			}
			if got := (run{}).etcd2sh(t, args...); got.status != 0 || strings.Contains(got.out, "nil") {
				t.Errorf("got %+v, want a connection", got)
			}
		})
	}
}

// TestTLSFilesThatDoNotFit are refused before anything is sent, with the file and the
// flag.
func TestTLSFilesThatDoNotFit(t *testing.T) {
	t.Parallel()
	good := startTLS(t, forLoopback, false)
	own, other := sandboxtest.Issue(t, good.ca, pki.Certificate{Name: "ours"}), sandboxtest.Issue(t, good.ca, pki.Certificate{Name: "others"})
	f := startFake(t, nil)
	text := writeFile(t, "text.pem", "certainly none\n")
	for name, test := range map[string]struct {
		env   map[string]string
		args  []string
		texts []string
	}{
		"no file":       {nil, []string{"--cacert", "/nonexistent"}, []string{"--cacert /nonexistent cannot be read"}},
		"by a variable": {map[string]string{"ETCDCTL_CA_FILE": "/nonexistent"}, nil, []string{"--cacert (by ETCDCTL_CA_FILE) /nonexistent cannot be read"}},
		"no PEM":        {nil, []string{"--cacert", text}, []string{"--cacert " + text + " holds no certificate in PEM"}},
		"no key":        {nil, []string{"--cert", own.Cert}, []string{"--key is missing", own.Cert}},
		"no cert":       {nil, []string{"--key", own.Key}, []string{"--cert is missing", own.Key}},
		"another's key": {nil, []string{"--cert", own.Cert, "--key", other.Key}, []string{"--key " + other.Key + " does not belong to the certificate " + own.Cert}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append(test.args, "-c", "get k")
			run{env: test.env}.etcd2sh(t, append(args, f.url)...).fails(t, 2, append(test.texts, ":type :usage")...)
			if test.env == nil {
				connect := "connect " + f.url + " " + strings.Join(test.args, " ")
				run{}.etcd2sh(t, "127.0.0.1:1", "-c", connect).fails(t, 2, append(test.texts, ":type :usage", ":command \"connect\"")...)
			}
		})
	}
	t.Cleanup(func() { f.got(t) })
	run{}.etcd2sh(t, f.url, "--cacert=", "-c", "get k").fails(t, 2, "--cacert is empty")
	run{env: map[string]string{"ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "perhaps"}}.etcd2sh(t, f.url, "-c", "get k").
		fails(t, 2, "ETCDCTL_INSECURE_SKIP_TLS_VERIFY is true or false")
}

// TestMissingCertFile: where the environment's own file of certificates is missing, it
// is that which is told.
func TestMissingCertFile(t *testing.T) {
	t.Parallel()
	good := startTLS(t, forLoopback, false)
	missing := run{env: map[string]string{"SSL_CERT_FILE": "/nonexistent/ca.pem"}}
	texts := []string{":type :usage", "SSL_CERT_FILE names /nonexistent/ca.pem", "no such file", "--cacert"}
	missing.etcd2sh(t, good.url, "-c", "get k").fails(t, 2, texts...)
	missing.etcd2sh(t, "127.0.0.1:1", "-c", "connect "+good.url).fails(t, 2, texts...)
	missing.etcd2sh(t, good.trusted("-c", "get k")...).prints(t, "nil\n")
	missing.etcd2sh(t, sandboxtest.Start(t, 1).Endpoints()[0], "-c", "get k").prints(t, "nil\n")
}

// TestUncheckedServers are said at every start.
func TestUncheckedServers(t *testing.T) {
	t.Parallel()
	good := startTLS(t, forLoopback, false)
	const warning = "; --insecure-skip-tls-verify: servers are not checked, and may be anybody\n"
	for _, r := range []struct {
		run
		args []string
	}{
		{run{}, []string{good.url, "--insecure-skip-tls-verify", "-c", "get k"}},
		{run{env: map[string]string{"ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "true"}}, []string{good.url, "-c", "get k"}},
		{run{}, []string{"127.0.0.1:1", "-c", "connect " + good.url + " --insecure-skip-tls-verify | :nothing"}},
	} {
		r.etcd2sh(t, r.args...).want(t, result{0, "nil\n", warning})
	}
	run{env: map[string]string{"ETCDCTL_INSECURE_SKIP_TLS_VERIFY": "true"}}.
		etcd2sh(t, good.url, "--insecure-skip-tls-verify=false", "-c", "get k").fails(t, 3, ":problem :unknown-authority")
}

// TestTLSCompletion lists keys of a cluster with TLS.
func TestTLSCompletion(t *testing.T) {
	t.Parallel()
	good := startTLS(t, forLoopback, false)
	run{}.etcd2sh(t, good.trusted("-c", "reset! cats/mittens v")...)
	complete := func(words ...string) result {
		return run{}.words(t, &program.Program{Name: "etcd2sh"}, append([]string{"--complete", "zsh"}, words...))
	}
	if got := complete("--cacert", good.ca.File, good.url, "get", "cats/m"); !strings.HasPrefix(got.out, "cats/mittens") {
		t.Errorf("got %+v, want the key", got)
	}
	for _, flag := range []string{"--cacert", "--ca-file", "--cert", "--key", "--key-file"} {
		if got := complete(flag, ""); got.status != 1 {
			t.Errorf("%s: got %+v, want files offered", flag, got)
		}
	}
	if got := complete("--cacert", "/nonexistent", good.url, "get", "cats/m"); got.out != "" || got.err != "" {
		t.Errorf("without the certificate: got %+v, want nothing", got)
	}
}

// TestSandboxTLS: the shell inside is connected, and --serve tells how to be.
func TestSandboxTLS(t *testing.T) {
	t.Parallel()
	inside := start(t, "etcd2sh-sandbox", "--tls", "--members", "2", "-c", "reset! k v | :node :value", "-c", "at leader get k", "-c", "at m1 get k --quorum", "-c", "sandbox | 1 :url")
	if got := inside.end(t); got.status != 0 || !strings.HasPrefix(got.out, strings.Repeat("\"v\"\n", 3)+"\"https://") {
		t.Errorf("inside: got %+v, want the value three times and the URL", got)
	}
	p := start(t, "etcd2sh-sandbox", "--tls", "--serve")
	url, flag := p.line(t), p.line(t)
	run{}.etcd2sh(t, append(strings.Fields(flag), url, "-c", "reset! k v | :node :value")...).prints(t, "\"v\"\n")
	p.signal(t, os.Interrupt)
	if got := p.end(t); got.status != 0 || got.err != "" {
		t.Errorf("at its end: got %+v", got)
	}
}

// TestTLSTrace: the line of curl names the files too.
func TestTLSTrace(t *testing.T) {
	t.Parallel()
	asks := startTLS(t, forLoopback, true)
	files := sandboxtest.Issue(t, asks.ca, pki.Certificate{Name: "ours"})
	options := "--cacert " + asks.ca.File + " --cert " + files.Cert + " --key " + files.Key
	want := `:curl "curl -sS ` + options + " " + asks.url + "/v2/keys/k\""
	for _, args := range [][]string{
		append(strings.Fields(options), asks.url, "-c", "trace get k"),
		{"127.0.0.1:1", "-c", "connect " + asks.url + " " + options + " | :nothing", "-c", "trace get k"},
	} {
		if got := (run{}).etcd2sh(t, args...); got.status != 0 || !strings.Contains(got.err, want) {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
	if got := (run{}).etcd2sh(t, append(strings.Fields(options), asks.url, "-c", "explain get k")...); got.status != 0 || !strings.Contains(got.out, want) {
		t.Errorf("explained: got %+v, want %s", got, want)
	}
}

// TestRehearsedConnect: to explain a connect asks nobody, and reads no file.
func TestRehearsedConnect(t *testing.T) {
	t.Parallel()
	f := startFake(t, nil)
	t.Cleanup(func() { f.got(t) })
	for _, line := range []string{"explain connect " + f.url, "explain connect " + f.url + " --cacert /nonexistent", "explain connect --discovery-srv etcd.test"} {
		if got := (run{}).etcd2sh(t, "127.0.0.1:1", "-c", line); got.status != 0 || got.err != "" {
			t.Errorf("%s: got %+v, want an explanation", line, got)
		}
	}
}

// TestFilesAtHome: ~/ is the home directory where the system's shell leaves it alone.
func TestFilesAtHome(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	for flag, variable := range map[string]string{"cacert": "ETCDCTL_CACERT", "cert": "ETCDCTL_CERT", "key": "ETCDCTL_KEY"} {
		env := map[string]string{"HOME": home}
		run{env: env}.etcd2sh(t, "--"+flag+"=~/none.pem", "-c", "get k").fails(t, 2, home+"/none.pem")
		env[variable] = "~/none.pem"
		run{env: env}.etcd2sh(t, "-c", "get k").fails(t, 2, home+"/none.pem")
	}
	run{env: map[string]string{"HOME": home}}.etcd2sh(t, "-u", "root", "--password-file=~/none", "-c", "get k").fails(t, 2, home+"/none")
}
