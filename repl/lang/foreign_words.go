package lang

import (
	"strings"
	"sync"
)

// foreignWords are words of other shells, each with what to type here.
var foreignWords = sync.OnceValue(func() map[string]string {
	return byWord(map[string]string{
		"reset! K V":               "put insert write store mset",
		"reset! K V --ttl SECONDS": "setex psetex lease",
		"mk K V":                   "setnx",
		"get K":                    "cat type less more head read fetch show print mget",
		"get* K":                   "exists stat",
		"get* K | :node :ttl":      "ttl pttl",
		"touch! K --ttl SECONDS":   "expire pexpire",
		"update! K V, after which the key has no ttl":                                             "persist",
		"reset! K V, where V is the value before, which the answer to the write has as :prevNode": "undo revert rollback",
		"ls K":             `keys dir list scan children \l`,
		"ls K --long":      `ll \d`,
		"ls K | jq length": "count dbsize",
		"find K PATTERN":   "search locate",
		"health":           "ping status endpoint info",
		"member list":      "members cluster",
		"connect URL, which tells the server's version; etcd2sh --version the shell's": "version ver",
		"jobs":                            "fg bg ps",
		"kill N":                          "stop unwatch unsubscribe",
		"config":                          "settings options env",
		"tour":                            "tutorial guide",
		"lesson":                          "learn lessons course teach",
		"delete! K":                       "del delete remove unlink erase unset",
		"delete! K --recursive":           "rmr deltree",
		"delete-all! K":                   "flushall flushdb flush",
		"swap! K inc":                     "incr",
		"swap! K dec":                     "decr",
		"swap! K + N":                     "incrby",
		"swap! K - N":                     "decrby",
		"create! K V":                     "push rpush lpush enqueue",
		"dequeue K":                       "pop lpop rpop blpop brpop",
		"mv SRC DST":                      "rename ren move",
		"cp SRC DST":                      "copy",
		"watch K --recursive":             "subscribe psubscribe monitor tail observe",
		"await K exists":                  "wait",
		"edit K":                          `vi vim nano emacs \e`,
		"cd K":                            "chdir select use",
		"dump K --file PATH":              "export backup snapshot save bgsave",
		"load PATH":                       "import restore",
		"source FILE":                     `. run include \i`,
		"def NAME COMMAND":                `let var \set`,
		"repeat N COMMAND":                "for while loop dotimes",
		"try COMMAND catch _ COMMAND":     "if unless",
		"cas! K OLD NEW":                  "compare txn multi",
		"connect URL":                     `open login \c`,
		"echo WORDS":                      `printf puts println \echo`,
		"doc COMMAND":                     "man describe",
		"time COMMAND":                    `\timing`,
		"history":                         `hist \s`,
		"help":                            `usage commands \? \h`,
		"clear":                           "cls",
		"exit":                            `q bye close disconnect logout \q :wq :x`,
		"COMMAND | ! PROGRAM":             `! \! sh bash exec system sort uniq wc tee sed awk xargs`,
		"the command that follows, alone": "etcdctl etcd2sh redis-cli sudo",
	})
})

// byWord turns a list of what to type for which words about.
func byWord(words map[string]string) map[string]string {
	advice := map[string]string{}
	for what, of := range words {
		for word := range strings.FieldsSeq(of) {
			advice[word] = what
		}
	}
	return advice
}
