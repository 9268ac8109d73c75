package eval

import (
	"errors"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/function"
)

// withoutSecrets is the error of a secret call without the values that it tells.
func withoutSecrets(err error) error {
	var refused *client.Error
	var unfit *function.Error
	switch {
	case errors.As(err, &refused) && refused.Code == client.ErrCompareFailed:
		return withoutCause(refused)
	case errors.As(err, &unfit):
		return withoutValue(unfit)
	}
	return err
}

// withoutCause is a refusal without the values that were compared.
func withoutCause(refused *client.Error) *client.Error {
	told := *refused
	told.Cause = "[… != …]"
	return &told
}

// withoutValue is the error of a function without the value that it refused, and
// without the reason, which may quote it.
func withoutValue(unfit *function.Error) *function.Error {
	return &function.Error{Function: unfit.Function, Value: "…", Reason: "was refused, for a reason that may tell it"}
}

// withoutValues is an exchange without the values that are in it.
func withoutValues(x client.Exchange) client.Exchange {
	x.Form, x.Answer = hideValues(x.Form), nil
	to := *x.URL
	to.RawQuery = hideValues(to.RawQuery)
	x.URL = &to
	if x.Refusal != nil && x.Refusal.Code == client.ErrCompareFailed {
		x.Refusal = withoutCause(x.Refusal)
	}
	return x
}

// hideValues leaves what is written, or compared with, out of a query or a form.
func hideValues(query string) string {
	fields := strings.Split(query, "&")
	for i, field := range fields {
		if name, _, _ := strings.Cut(field, "="); name == "value" || name == "prevValue" {
			fields[i] = name + "=(secret)"
		}
	}
	return strings.Join(fields, "&")
}
