package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
)

type userCmd struct {
	Add  userAddCmd  `cmd:"" help:"Add a user. The password is asked for, or taken from ATTAIN_PASSWORD."`
	List userListCmd `cmd:"" default:"1" help:"List users."`
	Set  userSetCmd  `cmd:"" help:"Change a user's role, person or password, or disable the account."`
	Link userLinkCmd `cmd:"" help:"Print a link that signs a user in once."`
}

// systemActor is the operator of the machine, who may do everything.
func systemActor(orgID string) access.Actor {
	return access.Actor{OrgID: orgID, UserID: operator(), Role: access.Admin}
}

type userAddCmd struct {
	Email    string `arg:"" help:"E-mail address, which is also the name for signing in."`
	Name     string `required:"" help:"Name of the person."`
	Role     string `required:"" enum:"admin,revops,manager,rep,viewer" help:"${enum}."`
	Person   string `help:"Id of the person in the organisation, as the source gave it."`
	NoSecret bool   `name:"no-password" help:"Make an account that only sign-in links open."`
}

func (c userAddCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		password := ""
		if !c.NoSecret {
			var err error
			if password, err = r.password(); err != nil {
				return err
			}
		}
		role, err := access.ParseRole(c.Role)
		if err != nil {
			return err
		}
		u, err := a.Access.AddUser(r.ctx, a.OrgID, access.NewUser{Email: c.Email, Name: c.Name, Role: role, PersonID: c.Person, Password: password})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "added %s as %s\n", u.Email, u.Role)
		return err
	})
}

// password asks for a password without showing it, or reads it from the
// environment or a pipe.
func (r *run) password() (string, error) {
	if password := os.Getenv("ATTAIN_PASSWORD"); password != "" {
		return password, nil
	}
	if file, ok := r.In.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		fmt.Fprint(r.Err, "Password: ")
		secret, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(r.Err)
		return string(secret), err
	}
	line, err := bufio.NewReader(r.In).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", fault.Wrap(err, fault.Invalid, "no password was given; set ATTAIN_PASSWORD, or type it at a terminal")
	}
	return line, nil
}

type userListCmd struct{}

func (userListCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		users, err := a.Access.Users(r.ctx, systemActor(a.OrgID))
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "EMAIL\tNAME\tROLE\tPERSON\tSTATE")
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, u.PersonID, state)
		}
		return w.Flush()
	})
}

// userByEmail finds a user as an operator names him.
func userByEmail(r *run, a *app.App, email string) (access.User, error) {
	users, err := a.Access.Users(r.ctx, systemActor(a.OrgID))
	if err != nil {
		return access.User{}, err
	}
	for _, u := range users {
		if strings.EqualFold(u.Email, strings.TrimSpace(email)) {
			return u, nil
		}
	}
	return access.User{}, fault.New(fault.NotFound, "there is no user %s; see attain user list", email)
}

type userSetCmd struct {
	Email    string  `arg:"" help:"E-mail address of the user."`
	Role     *string `enum:"admin,revops,manager,rep,viewer" help:"New role: ${enum}."`
	Person   *string `help:"Id of the person in the organisation; empty for none."`
	Password bool    `help:"Ask for a new password."`
	Disable  bool    `xor:"state" help:"Close the account and end its sessions."`
	Enable   bool    `xor:"state" help:"Open the account again."`
}

func (c userSetCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		u, err := userByEmail(r, a, c.Email)
		if err != nil {
			return err
		}
		change := access.UserChange{PersonID: c.Person}
		if c.Role != nil {
			role, err := access.ParseRole(*c.Role)
			if err != nil {
				return err
			}
			change.Role = &role
		}
		if c.Password {
			password, err := r.password()
			if err != nil {
				return err
			}
			change.Password = &password
		}
		if c.Disable || c.Enable {
			change.Disabled = &c.Disable
		}
		u, err = a.Access.ChangeUser(r.ctx, systemActor(a.OrgID), u.ID, change)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "changed %s\n", u.Email)
		return err
	})
}

type userLinkCmd struct {
	Email string `arg:"" help:"E-mail address of the user."`
	URL   string `default:"http://127.0.0.1:8080" help:"Address of the server."`
}

func (c userLinkCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		u, err := userByEmail(r, a, c.Email)
		if err != nil {
			return err
		}
		const valid = 24 * time.Hour
		secret, err := a.Access.NewSignInLink(r.ctx, a.OrgID, u.ID, valid, false)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "%s/enter?token=%s\n", strings.TrimRight(c.URL, "/"), secret)
		return err
	})
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a token and print it. It is shown only once."`
	List   tokenListCmd   `cmd:"" default:"1" help:"List tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenCreateCmd struct {
	User    string        `required:"" help:"E-mail address of the user for whom it acts."`
	Name    string        `required:"" help:"What it is for."`
	Role    string        `required:"" enum:"admin,revops,manager,rep,viewer" help:"The most it may do: ${enum}."`
	Expires time.Duration `help:"How long it lives, such as 720h; for ever without it."`
}

func (c tokenCreateCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		u, err := userByEmail(r, a, c.User)
		if err != nil {
			return err
		}
		role, err := access.ParseRole(c.Role)
		if err != nil {
			return err
		}
		token := access.NewToken{Name: c.Name, Role: role}
		if c.Expires > 0 {
			token.ExpiresAt = time.Now().Add(c.Expires)
		}
		secret, _, err := a.Access.CreateToken(r.ctx, access.Actor{OrgID: a.OrgID, UserID: u.ID, Role: u.Role, PersonID: u.PersonID}, token)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(r.Out, secret)
		return err
	})
}

type tokenListCmd struct{}

func (tokenListCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		tokens, err := a.Access.Tokens(r.ctx, systemActor(a.OrgID))
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tBEGINS WITH\tNAME\tROLE\tEXPIRES")
		for _, t := range tokens {
			expires := "never"
			if !t.ExpiresAt.IsZero() {
				expires = t.ExpiresAt.Format(time.DateTime)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.Prefix, t.Name, t.Role, expires)
		}
		return w.Flush()
	})
}

type tokenRevokeCmd struct {
	ID string `arg:"" help:"Id of the token."`
}

func (c tokenRevokeCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		if err := a.Access.RevokeToken(r.ctx, systemActor(a.OrgID), c.ID); err != nil {
			return err
		}
		_, err := fmt.Fprintln(r.Out, "revoked")
		return err
	})
}
