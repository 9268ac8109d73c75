package eval

import (
	"errors"

	"etcd2sh/client/admin"
	"etcd2sh/render"
	"etcd2sh/repl/lang"
)

// adminError is an error of package admin as data; ok is false for any other.
func adminError(err error) (data render.Map, ok bool) {
	var exists *admin.Exists
	var missing *admin.Missing
	var explained *admin.Explained
	switch {
	case errors.As(err, &explained):
		return reason(explained.Err).With(render.Entry{Key: render.Keyword("advice"), Value: explained.Why}), true
	case errors.As(err, &exists):
		return lang.ErrorMap("exists", exists.Error()), true
	case errors.As(err, &missing):
		return lang.ErrorMap("missing", missing.Error()), true
	}
	return nil, false
}
