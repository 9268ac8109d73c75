package lesson

import (
	"embed"
	"path"
	"sync"
)

//go:embed lessons
var files embed.FS

// Embedded gives the lessons of the program, in the order of their numbers, which
// begin at 1.
var Embedded = sync.OnceValues(func() ([]*Lesson, error) {
	entries, err := files.ReadDir("lessons")
	if err != nil {
		return nil, err
	}
	lessons := make([]*Lesson, len(entries))
	for i, e := range entries {
		text, err := files.ReadFile(path.Join("lessons", e.Name()))
		if err != nil {
			return nil, err
		}
		if lessons[i], err = Parse(e.Name(), string(text)); err != nil {
			return nil, err
		}
	}
	return lessons, nil
})
