"""Names of the days of the week in the languages that exports are written in; the words alone."""

from __future__ import annotations

# Source: Unicode CLDR, main/*/ca-gregorian, wide, abbreviated and short names of days.
WEEKDAYS: dict[str, str] = {
    "English": "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    "German": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so",
    "French": "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim",
    "Spanish": "lunes martes miércoles jueves viernes sábado domingo lun mar mié jue vie sáb dom",
    "Italian": "lunedì martedì mercoledì giovedì venerdì sabato domenica lun mar mer gio ven sab dom",
    "Portuguese": "segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira "
    "sábado domingo seg ter qua qui sex sáb dom",
    "Dutch": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma di wo do vr za zo",
    "Polish": "poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz ndz",
    "Czech": "pondělí úterý středa čtvrtek pátek sobota neděle po út st čt pá so ne",
    "Swedish": "måndag tisdag onsdag torsdag fredag lördag söndag mån tis ons tors tor fre lör sön",
    "Danish": "mandag tirsdag onsdag torsdag fredag lørdag søndag man tir ons tor fre lør søn",
    "Finnish": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ma ti ke to pe la su",
    "Turkish": "pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum cmt paz",
    "Romanian": "luni marți miercuri joi vineri sâmbătă duminică lun mar mie joi vin sâm dum",
    "Hungarian": "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "Russian": "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс",
    "Ukrainian": "понеділок вівторок середа четвер п'ятниця субота неділя пн вт ср чт пт сб нд",
    "Greek": "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρί τετ πέμ παρ σάβ κυρ",
    "Chinese": "星期一 星期二 星期三 星期四 星期五 星期六 星期日 周一 周二 周三 周四 周五 周六 周日",
    "Japanese": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "Korean": "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
}
# the one character of a day that stands in brackets behind a date
BRACKETED = "月火水木金土日一二三四五六祝월화수목금토일"
