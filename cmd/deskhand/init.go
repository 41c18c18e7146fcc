package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/deskhand/deskhand/deploy"
	"github.com/deskhand/deskhand/domain/offering"
)

// An initCmd writes a desk folder to begin with.
type initCmd struct {
	Dir      string `arg:"" help:"The folder to make." type:"path"`
	Name     string `help:"What your desk is called." placeholder:"NAME"`
	Zone     string `help:"Your time zone, such as Europe/Oslo." placeholder:"ZONE"`
	Hours    string `help:"Your business hours." placeholder:"\"mon-fri: 09:00-17:00\""`
	Holidays string `help:"The list of public holidays that your office keeps: ${holidays}; none for none." placeholder:"LIST"`
	Phone    string `help:"The number that customers call when nobody answers; none for none." placeholder:"NUMBER"`
}

// none is how a question is answered with nothing.
const none = "none"

// Run asks what no flag says, writes the folder, and checks it. It never writes into a folder
// that holds anything.
func (c initCmd) Run(s *session) error {
	if list, err := os.ReadDir(c.Dir); err == nil && len(list) > 0 {
		return fmt.Errorf("%s is not empty: name a folder that is not there yet", c.Dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := c.ask(s); err != nil {
		return err
	}
	files, err := c.files()
	if err != nil {
		return err
	}
	desk := map[string][]byte{}
	for name, data := range files {
		if path.Ext(name) == ".yaml" && !strings.HasPrefix(name, ".") {
			desk[name] = data
		}
	}
	if d, faults := offering.Parse(desk, time.LoadLocation); d == nil {
		// What was written is right, so it is an answer that is not.
		return fmt.Errorf("that cannot be a desk:\n%w", faults)
	}
	for name, data := range files {
		at := filepath.Join(c.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at, data, 0o644); err != nil {
			return err
		}
	}
	s.printf("%s is a desk folder. Read offerings/support.yaml first: it is what you promise.\n\n"+
		"    deskhand check %s        # after every change\n"+
		"    deskhand serve %s        # with the tokens of your Slack app: README, \"Connect a real Slack\"\n"+
		"    %s says who your people and customers are: copy, change, deskhand import\n",
		c.Dir, c.Dir, c.Dir, filepath.Join(c.Dir, "people.yaml.example"))
	return nil
}

// ask asks for what no flag said, with what is likely as the answer of an empty line. At the end
// of the input what is likely is taken.
func (c *initCmd) ask(s *session) error {
	in := bufio.NewScanner(s.in)
	for _, q := range []struct {
		into       *string
		what, most string
		right      func(string) error
	}{
		{&c.Name, "What is your desk called?", "Support", nil},
		{&c.Zone, "Which time zone are you in?", "UTC", zone},
		{&c.Hours, "What are your business hours?", "mon-fri: 09:00-17:00", nil},
		{&c.Holidays, "Which list of public holidays does your office keep? (" + strings.Join(holidayLists(), " ") + ")", none, holidayList},
		{&c.Phone, "Which number do customers call when nobody answers?", none, nil},
	} {
		for *q.into == "" {
			s.printf("%s [%s] ", q.what, q.most)
			if !in.Scan() {
				s.printf("\n")
				*q.into = q.most
				break
			}
			answer := strings.TrimSpace(in.Text())
			if answer == "" {
				answer = q.most
			}
			if q.right != nil {
				if err := q.right(answer); err != nil {
					s.printf("%v\n", err)
					continue
				}
			}
			*q.into = answer
		}
		if q.right != nil {
			if err := q.right(*q.into); err != nil {
				return err
			}
		}
	}
	return in.Err()
}

func zone(name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return fmt.Errorf("%q is no time zone: write one such as Europe/Oslo or America/New_York", name)
	}
	return nil
}

func holidayLists() []string {
	list, _ := fs.Glob(deploy.Desk, "desk/holidays/*.yaml")
	for i, name := range list {
		list[i] = strings.TrimSuffix(path.Base(name), ".yaml")
	}
	return list
}

func holidayList(name string) error {
	if name != none && !slices.Contains(holidayLists(), name) {
		return fmt.Errorf("there is no list %q: %s, or none", name, strings.Join(holidayLists(), " "))
	}
	return nil
}

// files are those of the folder, by their paths in it.
func (c initCmd) files() (map[string][]byte, error) {
	yaml := func(s string) string { // a quoted scalar where a bare one could be read otherwise
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	said := map[string]string{"Dir": c.Dir, "Name": yaml(c.Name), "Zone": c.Zone, "Hours": c.Hours, "Today": time.Now().UTC().Format(time.DateOnly)}
	files := map[string][]byte{}
	if c.Phone != none {
		said["Phone"] = yaml(c.Phone)
	}
	if c.Holidays != none {
		data, err := deploy.Desk.ReadFile("desk/holidays/" + c.Holidays + ".yaml")
		if err != nil {
			return nil, err
		}
		said["Holidays"] = yaml(c.Holidays)
		said["List"] = c.Holidays
		files["holidays/"+c.Holidays+".yaml"] = bytes.Replace(data, []byte("../../schema/"), []byte("../.schema/"), 1)
	}
	err := fs.WalkDir(deploy.Init, "init", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		t, err := template.ParseFS(deploy.Init, name)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := t.Option("missingkey=zero").Execute(&out, said); err != nil {
			return err
		}
		files[strings.TrimSuffix(strings.TrimPrefix(name, "init/"), ".tmpl")] = out.Bytes()
		return nil
	})
	if err != nil {
		return nil, err
	}
	example, err := exampleFile()
	if err != nil {
		return nil, err
	}
	files["deskhand.yaml.example"] = []byte(example)
	return files, fs.WalkDir(deploy.Schemas, "schema", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := deploy.Schemas.ReadFile(name)
		files["."+name] = data
		return err
	})
}
