package client

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of etcd's v2 API.
const (
	// MaxBody is the largest form in bytes that etcd reads, the value encoded.
	MaxBody = 10 << 20
	// MaxTTL is the largest ttl in seconds that is sure not to overflow etcd's
	// clock: beyond the year 2262 it keeps the key for ever or drops it at once.
	MaxTTL = 7_000_000_000
)

// Options are understood by every operation.
type Options struct {
	// Timeout bounds the silence in each request of the operation, as that of
	// [Config]. 0 means the client's own; a long poll has none unless it is given
	// here.
	Timeout time.Duration
	// RootKey takes the place of "keys" in the path /v2/keys; empty means keys.
	RootKey string
	// TrailingSlash asks for the key with a slash at its end, by which roles for
	// what is in a directory, as /rkt/*, allow the directory itself. Without it a
	// request about a directory is repeated so when it is [ErrUnauthorized], and
	// the root is always asked for so.
	TrailingSlash bool
}

// GetOptions say how to read.
type GetOptions struct {
	Options
	Recursive bool    // the whole tree below the key
	Sorted    bool    // siblings in the order of their names; else in none
	Quorum    bool    // linearizable: without it a member answers from what it has
	Wait      bool    // a long poll: the answer is the next event of the key
	WaitIndex *uint64 // with Wait: the first event at or after this index
}

// SetOptions are the conditions and the ttl of a write. A nil field is no
// condition. Without TTL the key is permanent, even if it had a ttl before.
type SetOptions struct {
	Options
	TTL       *uint64 // seconds, up to [MaxTTL]; 0 expires at once
	PrevValue *string // the value must be this one; not "", which etcd cannot compare
	PrevIndex *uint64 // modifiedIndex must be this one; not 0, which etcd takes as no condition
	PrevExist *bool   // the key must exist, or must not; false goes with no other condition
}

// DeleteOptions are the conditions of a delete.
type DeleteOptions struct {
	Options
	Recursive bool    // a directory with all that is in it
	Dir       bool    // an empty directory too
	PrevValue *string // as in [SetOptions]
	PrevIndex *uint64 // as in [SetOptions]
}

// request is one request as a value, before any endpoint is chosen.
type request struct {
	method  string
	path    string // decoded, beginning with a slash
	escaped string // the same, encoded
	query   url.Values
	asked   url.Values // of a write: the value, the ttl and the conditions
	form    string     // the same encoded, as the body of a PUT or a POST
	json    string     // the body of a request that is not about keys
	reads   bool       // it changes nothing, though its method says otherwise
	token   string     // its Authorization, in place of the endpoint's user
	hidden  bool       // no trace shows its body
	name    string     // how errors call it: "PUT /atom"
	root    string     // canonical, as the key: "/keys" for /v2/keys
	key     string
	timeout time.Duration
	since   uint64 // of a write: an index of the store from before it was sent; 0 when none was known
	wait    bool   // a long poll

	directory bool // the key may be a directory, and be asked for as one

	place *place // which endpoint it is for; nil means the client's

	headTimeout time.Duration // without a timeout: for the head of the answer alone

	anyStatus bool // an answer is read whatever its status
}

// namespace is the beginning of the path that tells the server's parts apart:
// "/v2/keys".
func (r request) namespace() string {
	parts := strings.SplitN(r.path, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

func (r request) write() bool { return r.method != http.MethodGet && !r.reads }

// keyRequest builds the part that all requests about a key share.
func keyRequest(method, key string, o Options) (request, error) {
	key, err := CleanKey(key)
	if err != nil {
		return request{}, err
	}
	escaped, err := escapeKey(key)
	if err != nil {
		return request{}, err
	}
	root := "keys"
	if o.RootKey != "" {
		root = o.RootKey
	}
	root, err = CleanKey(root)
	if err != nil {
		return request{}, &Argument{"root-key", fmt.Sprintf("%q cannot be part of a path", o.RootKey)}
	}
	escapedRoot, err := escapeKey(root)
	if err != nil {
		return request{}, err
	}
	path := "/v2" + root
	if key != "/" {
		path += key
	}
	if o.Timeout < 0 {
		return request{}, &Argument{"timeout", fmt.Sprintf("%v is negative", o.Timeout)}
	}
	r := request{
		method: method, path: path, escaped: "/v2" + escapedRoot + escaped,
		name: method + " " + key, root: root, key: key, timeout: o.Timeout,
	}
	if o.TrailingSlash || key == "/" && root == "/keys" {
		r = r.withSlash()
	}
	return r, nil
}

func getRequest(key string, o GetOptions) (request, error) {
	r, err := keyRequest(http.MethodGet, key, o.Options)
	if err != nil {
		return r, err
	}
	switch {
	case o.Wait && o.Quorum:
		return r, &Argument{"wait", "does not go with quorum: etcd would answer at once, with a plain read"}
	case o.WaitIndex != nil && !o.Wait:
		return r, &Argument{"wait-index", "is without meaning unless one waits"}
	}
	r.wait, r.directory = o.Wait, true
	r.query = url.Values{}
	r.ask("recursive", o.Recursive)
	r.ask("sorted", o.Sorted)
	r.ask("quorum", o.Quorum)
	r.ask("wait", o.Wait)
	if o.WaitIndex != nil {
		r.query.Set("waitIndex", strconv.FormatUint(*o.WaitIndex, 10))
	}
	return r, nil
}

// ask sets a condition of the query that is on.
func (r request) ask(name string, on bool) {
	if on {
		r.query.Set(name, "true")
	}
}

// setRequest builds a PUT or a POST. The form goes into the body: a request
// line has a limit of 4 KiB, a body one of 10 MiB.
func setRequest(method, key string, form url.Values, o SetOptions) (request, error) {
	r, err := keyRequest(method, key, o.Options)
	if err != nil {
		return r, err
	}
	if err := conditions(form, o.PrevValue, o.PrevIndex); err != nil {
		return r, err
	}
	if o.PrevExist != nil {
		if !*o.PrevExist && (o.PrevValue != nil || o.PrevIndex != nil) {
			return r, &Argument{"prev-exist", "false does not go with another condition: etcd would ignore the other"}
		}
		form.Set("prevExist", strconv.FormatBool(*o.PrevExist))
	}
	if o.TTL != nil {
		if *o.TTL > MaxTTL {
			return r, &Argument{"ttl", fmt.Sprintf("%d is too large: it would overflow etcd's clock; the most is %d seconds", *o.TTL, MaxTTL)}
		}
		form.Set("ttl", strconv.FormatUint(*o.TTL, 10))
	}
	if v := form.Get("value"); !utf8.ValidString(v) {
		return r, &Argument{"value", "is not UTF-8; etcd would alter it"}
	}
	r.directory = method == http.MethodPost || form.Has("dir")
	r.asked, r.form = form, encodeForm(form)
	if len(r.form) > MaxBody {
		return r, &Argument{"value", fmt.Sprintf("makes a body of %d bytes when encoded; etcd takes up to %d", len(r.form), MaxBody)}
	}
	return r, nil
}

// encodeForm encodes a form. Beyond the limit it escapes only what etcd's reader
// would take for something else, since to escape text beyond ASCII makes it
// three times as long: what one client stored, ours can too.
func encodeForm(form url.Values) string {
	text := form.Encode()
	if len(text) <= MaxBody {
		return text
	}
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		fields = append(fields, name+"="+formReserved.Replace(form.Get(name)))
	}
	return strings.Join(fields, "&")
}

var formReserved = strings.NewReplacer("%", "%25", "&", "%26", ";", "%3B", "+", "%2B")

// deleteRequest puts the conditions into the query: etcd ignores the body of
// a DELETE, and with it any condition there.
func deleteRequest(key string, o DeleteOptions) (request, error) {
	r, err := keyRequest(http.MethodDelete, key, o.Options)
	if err != nil {
		return r, err
	}
	r.query = url.Values{}
	if err := conditions(r.query, o.PrevValue, o.PrevIndex); err != nil {
		return r, err
	}
	r.asked = r.query
	r.ask("recursive", o.Recursive)
	r.ask("dir", o.Dir)
	r.directory = o.Recursive || o.Dir
	if len(r.escaped)+len(r.query.Encode()) > maxKey-4096 {
		return r, &Argument{"prev-value", "is too long for a delete, whose conditions are part of its URL; compare with the key's modifiedIndex"}
	}
	return r, nil
}

// conditions adds what a write compares with, and refuses what etcd would not
// compare at all.
func conditions(v url.Values, prevValue *string, prevIndex *uint64) error {
	if prevValue != nil {
		switch {
		case *prevValue == "":
			return &Argument{"prev-value", "is empty, which etcd cannot compare; compare with the key's modifiedIndex"}
		case !utf8.ValidString(*prevValue):
			return &Argument{"prev-value", "is not UTF-8"}
		}
		v.Set("prevValue", *prevValue)
	}
	if prevIndex != nil {
		if *prevIndex == 0 {
			return &Argument{"prev-index", "0 would be no condition to etcd; indexes begin at 1"}
		}
		v.Set("prevIndex", strconv.FormatUint(*prevIndex, 10))
	}
	return nil
}
