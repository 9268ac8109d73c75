package v2store_test

import (
	"strings"
	"testing"

	"etcd2sh/repl/doctor"
	"etcd2sh/repl/v2store"
)

// Members from before 3.5 are upgraded first, whatever is in v2.
func TestSealsNoOldMembers(t *testing.T) {
	t.Parallel()
	facts := &doctor.Facts{Members: []doctor.Member{{Version: "3.5.35", Leader: 1}, {Version: "3.4.23", Leader: 1}}}
	if err := v2store.Sealable(facts); err == nil || !strings.Contains(err.Error(), "etcd 3.4.23 cannot go to 3.6") {
		t.Errorf("got %v", err)
	}
}
