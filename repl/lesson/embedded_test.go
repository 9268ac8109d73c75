package lesson_test

import (
	"context"
	"fmt"
	"testing"

	"etcd2sh/client/sandbox"
	"etcd2sh/repl/command"
	"etcd2sh/repl/lesson"
)

func newCourse(progress string) *lesson.Course {
	return lesson.NewCourse(func(ctx context.Context) (lesson.Cluster, error) {
		return sandbox.Start(ctx, sandbox.Config{Members: lesson.Members})
	}, command.Table(), progress)
}

// TestEmbedded proves each step of each lesson of the program.
func TestEmbedded(t *testing.T) {
	t.Parallel()
	all, err := lesson.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]bool{}
	for i, l := range all {
		if titles[l.Title] {
			t.Errorf("two lessons have the title %q, which is what keeps their progress apart", l.Title)
		}
		titles[l.Title] = true
		for n := range l.Steps {
			t.Run(fmt.Sprintf("%d.%d", i+1, n+1), func(t *testing.T) {
				t.Parallel()
				if err := newCourse("").ProveStep(t.Context(), l, n); err != nil {
					t.Errorf("%s: %v", l.Title, err)
				}
			})
		}
	}
}
