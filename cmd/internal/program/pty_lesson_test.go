package program_test

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPtyLesson(t *testing.T) {
	t.Parallel()
	p := inSandbox(t)
	handout := filepath.Join(t.TempDir(), "handout")
	p.enters("lesson 1 --transcript "+handout+"\r", ">")
	p.Text("Step 1 of 3: Make a key and look at its numbers")
	p.enters("mk city Bern | :action\r", ">")
	p.enters("set secret hushhush --secret\r", ">")
	p.enters("get* nosuch\r", "✗>")
	p.enters("get* city | :action\r", ">")
	p.Text("step 1 of 3 done: a key that is new")
	p.enters("lesson check\r", ">")
	p.enters("lesson end\r", ">")
	p.gets("get city", "nil")
	p.leaves()
	text, err := os.ReadFile(handout)
	if err != nil {
		t.Fatal(err)
	}
	const want = `Lesson 1: Every change has a number

etcd counts the changes of its store, and the count never goes back: it is
called the index. Each key remembers two of these numbers: createdIndex, of the
change that made the key, and modifiedIndex, of the change that gave it its
value. Most of what this course shows rests on them.

Step 1 of 3: Make a key and look at its numbers

Make the key city, with a value of your choice. mk makes a key, and is refused
if the key is there already:

    mk city Bern

get city shows the value. Ask for the whole answer instead:

    get* city

Look for createdIndex and modifiedIndex.

lesson check tells what is missing, lesson hint helps.

> mk city Bern | :action
"create"

> set secret …

> get* nosuch
{:status 404, :errorCode 100, :message "Key not found", :cause "/nosuch",
 :index 9}

> get* city | :action
"get"

step 1 of 3 done: a key that is new has the same number twice: the change that
made it gave it its value. lesson next goes on.

> lesson check
step 1 of 3 done: a key that is new has the same number twice: the change that
made it gave it its value. lesson next goes on.

> lesson end
`
	if string(text) != want {
		t.Errorf("the transcript is\n%s\nwant\n%s", text, want)
	}
}

func TestLessonElsewhere(t *testing.T) {
	t.Parallel()
	run{}.etcd2sh(t, "-c", "lesson 1").fails(t, 2, "start etcd2sh-sandbox")
}
