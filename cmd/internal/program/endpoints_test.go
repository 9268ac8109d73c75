package program_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"etcd2sh/client"
)

// named answers every read with a value of its own.
func named(t *testing.T, name string) *fake {
	return startFake(t, always(http.StatusOK, jsonType, `{"action":"get","node":{"key":"/name","value":"`+name+`"}}`))
}

func TestWhereEndpointsComeFrom(t *testing.T) {
	t.Parallel()
	flag, env := named(t, "flag"), named(t, "environment")
	host := strings.TrimPrefix(flag.url, "http://")
	down := "http://127.0.0.1:1"
	tests := map[string]struct {
		args []string
		env  string
		want string
	}{
		"the flag":                {[]string{"--endpoints", flag.url}, "", "flag"},
		"an argument":             {[]string{flag.url}, "", "flag"},
		"the environment":         {nil, env.url, "environment"},
		"flag over environment":   {[]string{"--endpoints=" + flag.url}, env.url, "flag"},
		"argument over it":        {[]string{flag.url}, env.url, "flag"},
		"host:port means http":    {[]string{host}, "", "flag"},
		"host:port in the flag":   {[]string{"--endpoints", host}, env.url, "flag"},
		"host:port there":         {nil, host, "flag"},
		"several in the flag":     {[]string{"--endpoints", down + "," + flag.url}, "", "flag"},
		"the flag given twice":    {[]string{"--endpoints", down, "--endpoints", flag.url}, "", "flag"},
		"several arguments":       {[]string{down, flag.url}, env.url, "flag"},
		"several in an argument":  {[]string{down + "," + flag.url}, "", "flag"},
		"several in the env":      {nil, down + "," + flag.url, "flag"},
		"a slash at the end":      {[]string{flag.url + "/"}, "", "flag"},
		"an argument after --":    {[]string{"--", flag.url}, "", "flag"},
		"an argument before flag": {[]string{flag.url, "-o", "edn"}, "", "flag"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-c", "get name"}, test.args...)
			run{env: map[string]string{"ETCDCTL_ENDPOINTS": test.env}}.etcd2sh(t, args...).want(t, result{out: `"` + test.want + "\"\n"})
		})
	}
}

func TestDefaultEndpoint(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", strings.TrimPrefix(client.DefaultEndpoint, "http://"))
	if err != nil {
		t.Skipf("somebody is at the default endpoint: %v", err)
	}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, jsonType, `{"action":"get","node":{"key":"/name","value":"default"}}`)
	}))
	t.Cleanup(func() { l.Close() })
	run{}.etcd2sh(t, "-c", "get name").want(t, result{out: "\"default\"\n"})
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"get k", "reset! k v"} {
		got := run{}.etcd2sh(t, "127.0.0.1:1", "127.0.0.1:2", "-c", line)
		got.fails(t, 3, "; -c:1: "+line+"\n", "{:type :unreachable, ", "run etcd2sh-sandbox",
			`{"http://127.0.0.1:1" "`, `, "http://127.0.0.1:2" "`)
	}
	got := run{}.etcd2sh(t, "http://user:secret@127.0.0.1:1", "-c", "get k")
	got.fails(t, 3, `"http://127.0.0.1:1" "`)
	if strings.Contains(got.err, "secret") {
		t.Errorf("got %q, which tells the password", got.err)
	}
}
