package command

import (
	"context"
	"errors"

	"etcd2sh/repl/eval"
	"etcd2sh/repl/lang"
)

var lessonCommand = eval.Entry{Run: lesson, Command: &lang.Command{
	Name: "lesson", Group: lang.GroupTeaching, Session: true,
	Args: []lang.Arg{
		{Name: "N|FILE|WORD", Kind: lessonWord, Optional: true},
		{Name: "STEP|FILE", Kind: lang.FileArg, Optional: true},
	},
	Options: []lang.Option{{Name: "transcript", Kind: lang.String, Value: "FILE", Doc: "keep what is typed and printed in a file that is not there yet"}},
	Doc:     "learn what etcd does, in lessons that look at what you did; at etcd2sh-sandbox", Returns: "the lessons; in one, the step and what is missing",
	More: "lesson lists the lessons, lesson N begins one, at the first step that is not done, and lesson N STEP at another. Each step begins on a fresh cluster of three members, " +
		"with what its text says in the store; any command may be typed, and what was done is looked at after each. lesson hint helps, one hint after the other, " +
		"lesson check tells what is missing, lesson solution shows commands that do it, lesson reset begins the step anew, lesson next goes on whether it is done or not, " +
		"and lesson end goes back to where the shell was connected before.\n\n" +
		"lesson FILE runs a lesson of your own, and lesson check FILE proves it: a step that nobody touched is not done, its solution does it, and its traps do not. " +
		"lesson seen gives the commands and requests of the step as its checks see them.",
	Example: []lang.Example{{Line: `lesson | jq -r '.[0].title'`, Result: "Every change has a number"}},
}}

// lessonWord is what the command does.
var lessonWord = lang.WordArg(true,
	lang.Name{Text: "hint", Doc: "a hint, and then the next"},
	lang.Name{Text: "check", Doc: "what is missing; FILE: prove a lesson of your own"},
	lang.Name{Text: "next", Doc: "the next step"},
	lang.Name{Text: "reset", Doc: "the same step anew"},
	lang.Name{Text: "solution", Doc: "commands that do the step"},
	lang.Name{Text: "end", Doc: "leave the lesson"},
	lang.Name{Text: "seen", Doc: "what the checks see of what you did"})

func lesson(ctx context.Context, f *eval.Frame, c lang.Call) (any, error) {
	course := f.Host().Course
	if course == nil {
		return nil, c.Usage(errors.New("lessons start and break clusters of their own: start etcd2sh-sandbox"))
	}
	return course.Lesson(ctx, f, c)
}
