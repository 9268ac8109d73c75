package program

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// flagValues are the values of the flags that have few.
var flagValues = map[string][]string{
	"output": {"edn", "json", "simple"}, "color": {"auto", "always", "never"}, "completion": completionShells,
}

// flagExamples are values of the others, as a person would type them.
var flagExamples = map[string]string{
	"endpoints": "http://127.0.0.1:2379", "command": "'get :atom'", "file": "setup.etcd2", "check": "setup.etcd2",
	"timeout": "5s", "total-timeout": "5s", "jobs": "8", "ahead": "1", "members": "3", "data-dir": "./data", "listen": "127.0.0.1:2379",
	"cacert": "ca.pem", "cert": "client.pem", "key": "client-key.pem", "discovery-srv": "example.com", "discovery-srv-name": "dev",
	"user": "root", "password-file": "password.txt", "auth": "root:PASSWORD",
}

// withoutValue says of a flag that ends the command line without its value what that
// can be; any other error stays as it is.
func withoutValue(err error) error {
	var missing *pflag.ValueRequiredError
	if !errors.As(err, &missing) {
		return err
	}
	flag, typed := missing.GetFlag(), "--"+missing.GetSpecifiedName()
	if missing.GetSpecifiedShortnames() != "" {
		typed = "-" + missing.GetSpecifiedName()
	}
	if values := flagValues[flag.Name]; values != nil {
		return fmt.Errorf("%s wants %s", typed, oneOf(values))
	}
	return fmt.Errorf("%s wants a value, as in %s %s", typed, typed, flagExamples[flag.Name])
}

// oneOf lists what a value can be: edn, json or simple.
func oneOf(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
