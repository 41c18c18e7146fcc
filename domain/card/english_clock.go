package card

import "github.com/deskhand/deskhand/domain"

var clockEnglish = table{
	customers: map[domain.MsgID]string{},
	staff:     map[domain.MsgID]string{},
}
