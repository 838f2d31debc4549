package cli

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence"
	"github.com/attainhq/attain/internal/track/advise"
)

type goalCmd struct {
	Add      goalAddCmd      `cmd:"" help:"Write a goal down, in one sentence."`
	List     goalListCmd     `cmd:"" default:"1" help:"List goals with how they stand."`
	Show     goalShowCmd     `cmd:"" help:"Show one goal with its history."`
	Check    goalCheckCmd    `cmd:"" help:"Judge a goal by the five criteria."`
	Edit     goalEditCmd     `cmd:"" help:"Change a goal: a new version of it."`
	Propose  goalProposeCmd  `cmd:"" help:"Propose a draft to its owner and his manager."`
	Accept   goalAcceptCmd   `cmd:"" help:"Take a goal on, for its owner."`
	Approve  goalApproveCmd  `cmd:"" help:"Approve a goal, for the manager."`
	Close    goalCloseCmd    `cmd:"" help:"Close a goal; before its last day with --note."`
	Return   goalReturnCmd   `cmd:"" help:"Give a goal back to be written again, with --note."`
	Withdraw goalWithdrawCmd `cmd:"" help:"Withdraw a goal, with --note."`
}

// office is the operator of the machine as goals know him.
func office() goal.Actor { return goal.Actor{Name: operator(), Office: true} }

// everything is the operator as advice knows him.
func everything(a *app.App) advise.Asker { return advise.Asker{Scope: access.System(a.OrgID)} }

type goalAddCmd struct {
	Text   []string          `arg:"" help:"The goal in one sentence, for example: \"Achieve $500,000 in sales revenue by the end of Q1\"."`
	Owner  string            `help:"Whose goal it is when the sentence does not say: person:275, team:274; the company without it."`
	Answer map[string]string `placeholder:"QUESTION=CHOICE" help:"Answer to what the sentence leaves open; may be given several times."`
	Key    string            `help:"Id of the goal, for plan files; made up without it."`
	State  string            `enum:"draft,proposed,active" default:"draft" help:"How far to take it: ${enum}."`
	Yes    bool              `short:"y" help:"Save without asking."`
}

// Run shows how the sentence is understood, asks what it leaves open, and saves
// the goal when it is complete.
func (c goalAddCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		ask := r.asking()
		q := advise.Sentence{Text: strings.Join(c.Text, " "), Answers: maps.Clone(c.Answer), Owner: org.NodeID(c.Owner)}
		if q.Answers == nil {
			q.Answers = map[string]string{}
		}
		for {
			u, err := a.Advise.Understand(r.ctx, everything(a), q)
			if err != nil {
				return err
			}
			if len(u.Problems) > 0 || len(u.Missing)+len(u.Questions) == 0 {
				return c.finish(r, a, ask, u)
			}
			if ask == nil {
				r.stillOpen(u)
				return exit(exitFailed)
			}
			if err := ask.settle(r, u, q.Answers); err != nil {
				return err
			}
		}
	})
}

// finish shows the verdict and saves.
func (c goalAddCmd) finish(r *run, a *app.App, ask *asking, u advise.Understood) error {
	r.advice(u.Advice, u.Understanding.Readback)
	for _, p := range u.Problems {
		fmt.Fprintf(r.Out, "Problem: %s\n", p.Message)
	}
	for _, w := range u.Wrong {
		fmt.Fprintf(r.Out, "Problem: %s: %s\n", w.Name, w.Message)
	}
	if !u.Complete {
		return exit(exitFailed)
	}
	if len(u.Also) > 0 {
		fmt.Fprintf(r.Out, "The sentence states %d goals; only the first is saved. Add the others one by one.\n", len(u.Also)+1)
	}
	if !c.Yes {
		if ask == nil {
			fmt.Fprintln(r.Out, "Nothing is saved. Save it with --yes.")
			return nil
		}
		if !ask.yes(r, "Save it as "+c.State+"?") {
			return nil
		}
	}
	spec, err := a.Advise.Prepare(r.ctx, everything(a), u.Spec, nil)
	if err != nil {
		return err
	}
	g, err := a.Pipeline.AddGoal(r.ctx, a.OrgID, office(), goal.ID(c.Key), spec, goal.Draft)
	if err != nil {
		return err
	}
	for _, move := range map[string][]goal.Move{"proposed": {goal.Propose}, "active": {goal.Propose, goal.Activate}}[c.State] {
		if g.State() == goal.Active {
			break
		}
		if g, err = a.Pipeline.MoveGoal(r.ctx, a.OrgID, office(), g.ID, move, ""); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.Out, "saved %s as %s\n", g.ID, g.State())
	return r.filled(a)
}

// asking is a person at a terminal.
type asking struct{ in *bufio.Reader }

// asking returns nil when nobody sits before the terminal.
func (r *run) asking() *asking {
	if in, ok := r.In.(interface{ Fd() uintptr }); ok && isTerminal(in) && terminal(r.Out) {
		return &asking{bufio.NewReader(r.In)}
	}
	return nil
}

func (q *asking) line(r *run, prompt string) (string, error) {
	fmt.Fprint(r.Out, prompt)
	line, err := q.in.ReadString('\n')
	if line = strings.TrimSpace(line); line == "" && err != nil {
		return "", fault.Wrap(err, fault.Invalid, "the goal is not complete; nothing was saved")
	}
	return line, nil
}

func (q *asking) yes(r *run, question string) bool {
	line, err := q.line(r, question+" [y/N] ")
	return err == nil && (strings.EqualFold(line, "y") || strings.EqualFold(line, "yes"))
}

// settle asks the first thing that is open and notes the answer.
func (q *asking) settle(r *run, u advise.Understood, answers map[string]string) error {
	if len(u.Questions) > 0 {
		question := u.Questions[0]
		fmt.Fprintln(r.Out, question.Text)
		for i, choice := range question.Choices {
			fmt.Fprintf(r.Out, "  %d  %s: %s\n", i+1, choice.Label, choice.Meaning)
		}
		line, err := q.line(r, "Which? ")
		if err != nil {
			return err
		}
		answers[question.ID] = chosen(question, line)
		return nil
	}
	missing := u.Missing[0]
	line, err := q.line(r, missing.Text+" (for example: "+missing.Example+") ")
	answers[missing.Field] = line
	return err
}

// chosen returns the choice that a number or an id names; any other answer is
// taken as it was typed.
func chosen(question sentence.Question, line string) string {
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(question.Choices) {
		return question.Choices[n-1].ID
	}
	return line
}

// stillOpen says what a sentence leaves open, for who cannot be asked.
func (r *run) stillOpen(u advise.Understood) {
	if u.Understanding.Readback != "" {
		fmt.Fprintln(r.Out, "Understood so far:", u.Understanding.Readback)
	}
	for _, m := range u.Missing {
		fmt.Fprintf(r.Out, "Missing: %s For example: %s\n  answer with --answer %s=…\n", m.Text, m.Example, m.Field)
	}
	for _, q := range u.Questions {
		fmt.Fprintf(r.Out, "Question: %s\n", q.Text)
		for _, choice := range q.Choices {
			fmt.Fprintf(r.Out, "  --answer %s=%s  %s: %s\n", q.ID, choice.ID, choice.Label, choice.Meaning)
		}
	}
	if u.Completion != "" {
		fmt.Fprintln(r.Out, "It could go on like this:", u.Completion)
	}
}

// advice prints what a goal would mean.
func (r *run) advice(a advise.Advice, readback string) {
	if a.Readback != "" {
		readback = a.Readback
	}
	if readback != "" {
		fmt.Fprintln(r.Out, readback)
	}
	for _, w := range a.Odd {
		fmt.Fprintf(r.Out, "Look twice: %s: %s\n", w.Name, w.Message)
	}
	r.verdict(a)
}

// verdict prints the five criteria with their facts and repairs.
func (r *run) verdict(a advise.Advice) {
	v := a.Verdict
	if v == nil {
		return
	}
	words := map[string]string{"smart": "SMART", "warn": "SMART with remarks", "not_smart": "not SMART"}
	fmt.Fprintf(r.Out, "\n%s (%d of 100)\n", words[string(v.Overall)], v.Score)
	for _, c := range v.Criteria {
		fmt.Fprintf(r.Out, "  %s  %-10s  %-4s  %3d  %s\n", c.Letter, c.Name, c.Grade, c.Score, strings.Join(c.Facts, " "))
		if c.Repair != "" {
			fmt.Fprintf(r.Out, "     → %s\n", c.Repair)
		}
	}
	fmt.Fprintln(r.Out)
}

// statesOf reads states joined by commas.
func statesOf(text string) ([]goal.State, error) {
	var states []goal.State
	for _, name := range strings.Split(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		state := goal.State(name)
		if !state.Valid() {
			return nil, fault.New(fault.Invalid, "%q is no state of a goal; use draft, proposed, accepted, active, closed or withdrawn", name)
		}
		if !slices.Contains(states, state) {
			states = append(states, state)
		}
	}
	return states, nil
}
