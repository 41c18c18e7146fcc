package card

import "github.com/deskhand/deskhand/domain"

var peopleEnglish = table{
	customers: map[domain.MsgID]string{},
	staff:     map[domain.MsgID]string{},
}
