package program

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"etcd2sh/client"
	"etcd2sh/client/transport"
	"etcd2sh/repl/eval"

	"github.com/spf13/pflag"
)

// spellings are other names of flags, as etcdctl has or had them.
var spellings = map[string]string{
	"endpoint": "endpoints", "peers": "endpoints",
	"ca-file": "cacert", "cert-file": "cert", "key-file": "key", "username": "user",
}

// respelt gives a flag its name here.
func respelt(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if here, ok := spellings[name]; ok {
		name = here
	}
	return pflag.NormalizedName(name)
}

// declareAccess declares the flags that say which cluster is asked, and how.
func (f *flags) declareAccess() {
	f.set.SetNormalizeFunc(respelt)
	a := &f.access
	f.set.VarP(endpointsFlag{&f.endpoints}, "endpoints", "C", "`URL`s of the cluster's members, separated by commas; also called --endpoint and --peers (environment: ETCDCTL_ENDPOINTS; default "+client.DefaultEndpoint+")")
	f.set.StringVar(&a.TLS.CA, "cacert", "", "a `file` of certificates that servers are checked by, instead of the system's; also called --ca-file (environment: ETCDCTL_CACERT)")
	f.set.StringVar(&a.TLS.Cert, "cert", "", "the `file` of the client certificate, for servers that ask for one; also called --cert-file (environment: ETCDCTL_CERT)")
	f.set.StringVar(&a.TLS.Key, "key", "", "the `file` of its key; also called --key-file (environment: ETCDCTL_KEY)")
	f.set.BoolVar(&a.TLS.SkipVerify, "insecure-skip-tls-verify", false, "do not check servers (environment: ETCDCTL_INSECURE_SKIP_TLS_VERIFY)")
	f.set.StringVarP(&f.user, "user", "u", "", "`NAME[:PASSWORD]` as whom each endpoint is asked; without the password it is asked for, unseen; also called --username (environment: ETCDCTL_USERNAME, ETCDCTL_PASSWORD)")
	f.set.StringVar(&f.passwordFile, "password-file", "", "a `file` with the password of that user, which no list of processes shows")
	f.set.StringVarP(&a.Discovery.Domain, "discovery-srv", "D", "", "find the endpoints by the SRV records of a `domain` (environment: ETCDCTL_DISCOVERY_SRV)")
	f.set.StringVar(&a.Discovery.Name, "discovery-srv-name", "", "the ending of the service's `name` in those records (environment: ETCDCTL_DISCOVERY_SRV_NAME)")
	f.set.BoolVar(&a.Discovery.Insecure, "insecure-discovery", false, "take endpoints by http too, and check servers by their own names instead of the domain's (environment: ETCDCTL_INSECURE_DISCOVERY)")
}

// The variables of the environment that stand for flags, as etcdctl's do; the first
// that is not empty holds.
var (
	endpointVariables   = []string{"ETCDCTL_ENDPOINTS", "ETCDCTL_ENDPOINT", "ETCDCTL_PEERS"}
	caVariables         = []string{"ETCDCTL_CA_FILE", "ETCDCTL_CACERT"}
	certVariables       = []string{"ETCDCTL_CERT_FILE", "ETCDCTL_CERT"}
	keyVariables        = []string{"ETCDCTL_KEY_FILE", "ETCDCTL_KEY"}
	skipVerifyVariable  = "ETCDCTL_INSECURE_SKIP_TLS_VERIFY"
	domainVariable      = "ETCDCTL_DISCOVERY_SRV"
	serviceVariable     = "ETCDCTL_DISCOVERY_SRV_NAME"
	anyEndpointVariable = "ETCDCTL_INSECURE_DISCOVERY"
)

// first gives the first of some variables that is not empty, and its name.
func first(env func(string) string, names ...string) (value, name string) {
	for _, name := range names {
		if value := env(name); value != "" {
			return value, name
		}
	}
	return "", ""
}

// accessed completes the access by the environment, but for the endpoints. A program
// with a cluster of its own knows how to reach that.
func (f *flags) accessed(p *Program, env func(string) string) error {
	if p.Start != nil {
		return nil
	}
	a := &f.access
	a.Variables = map[transport.FileRole]string{}
	for _, file := range []struct {
		role      transport.FileRole
		path      *string
		flag      string
		variables []string
	}{
		{transport.CAFile, &a.TLS.CA, "cacert", caVariables},
		{transport.CertFile, &a.TLS.Cert, "cert", certVariables},
		{transport.KeyFile, &a.TLS.Key, "key", keyVariables},
	} {
		if !f.set.Changed(file.flag) {
			*file.path, a.Variables[file.role] = first(env, file.variables...)
		} else if *file.path == "" {
			return fmt.Errorf("--%s is empty; it is the path of a file", file.flag)
		}
		*file.path = atHome(*file.path, env)
	}
	f.passwordFile = atHome(f.passwordFile, env)
	if !f.set.Changed("discovery-srv-name") {
		a.Discovery.Name = env(serviceVariable)
	}
	return errors.Join(
		f.onByVariable("insecure-skip-tls-verify", skipVerifyVariable, &a.TLS.SkipVerify, env),
		f.onByVariable("insecure-discovery", anyEndpointVariable, &a.Discovery.Insecure, env))
}

// atHome gives a path with the home directory in the place of ~/, for which the
// system's shell puts it in neither behind a = nor in a variable's quotes.
func atHome(path string, env func(string) string) string {
	if below, ok := strings.CutPrefix(path, "~/"); ok && env("HOME") != "" {
		return filepath.Join(env("HOME"), below)
	}
	return path
}

// onByVariable reads a variable that is true or false, where the flag is not given.
func (f *flags) onByVariable(flag, variable string, on *bool, env func(string) string) error {
	text := env(variable)
	if f.set.Changed(flag) || text == "" {
		return nil
	}
	var err error
	if *on, err = strconv.ParseBool(text); err != nil {
		return fmt.Errorf("%s is true or false, not %q", variable, text)
	}
	return nil
}

// byEnvironment finds the endpoints, or the domain that names them, where no flag and
// no argument does.
func (f *flags) byEnvironment(env func(string) string) {
	if f.access.Discovery.Domain = env(domainVariable); f.access.Discovery.Domain != "" {
		return
	}
	if urls, _ := first(env, endpointVariables...); urls != "" {
		f.endpoints = strings.Split(urls, ",")
	}
}

// cluster gives the configuration for the cluster that the flags name.
func (p *Program) cluster(ctx context.Context, f *flags, w IO) (client.Config, error) {
	f.access.Endpoints = f.endpoints
	if len(f.check) > 0 { // nothing is asked
		return client.Config{Endpoints: f.endpoints}, nil
	}
	if p.Start == nil {
		user, err := f.namedUser(ctx, w)
		if err != nil {
			return client.Config{}, p.unlessEnded(err)
		}
		f.access.User = user
	}
	if f.access.Discovery.Domain != "" {
		var stop context.CancelFunc
		ctx, stop = w.interruptible(ctx)
		defer stop()
	}
	config, err := w.network().Config(ctx, f.access)
	if errors.As(err, new(*eval.AccessError)) {
		err = usageError(p.Name, err)
	}
	return config, err
}

// network is how clusters are reached.
func (w IO) network() eval.Network {
	return eval.Network{
		Proxy: w.Proxy, LookupSRV: w.LookupSRV, CertFile: certFile(w.Env),
		Warn: func(text string) { w.warn("%s", text) },
	}
}

// certFile is the file that stands for the system's certificates, where crypto/x509
// heeds the variable.
func certFile(env func(string) string) string {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return ""
	}
	return env("SSL_CERT_FILE")
}
