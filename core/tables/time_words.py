"""The words by which names of columns say when something began, ended or changed, in the usual languages."""

from __future__ import annotations


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEVER = _words(
    "birth born birthday dob birthdate geburt geburtsdatum due geburtstag expected planned plan next "
    "expiry expiration expire forecast target scheduled renewal valid until deadline maturity "
    "estimated anniversary erwartet erwartete erwarteter geplant geplante geplanter nachste nachster "
    "fallig naissance prevue prevu prochaine prochain echeance nacimiento previsto prevista esperado "
    "esperada estimado estimada proxima proximo vencimiento vencimento nascimento nascita scadenza "
    "prossima geboorte geboortedatum verwachte verwacht geplande volgende urodzenia planowana "
    "oczekiwana narozeni planovane fodelsedatum fodselsdato forventet forvantad beklenen planlanan "
    "dogum"
)
CHANGED = _words(
    "update updated modified modification changed change last latest modstamp synced viewed "
    "referenced geandert geaendert anderung aenderung anderungsdatum aktualisiert aktualisierung "
    "bearbeitet letzte letzter letztes modifie modifiee dernier derniere maj modificado modificada "
    "modificacion actualizado actualizada actualizacion ultimo ultima atualizado atualizada "
    "atualizacao alterado alteracao modificato modifica aggiornato aggiornamento gewijzigd wijziging "
    "bijgewerkt laatste zmiany modyfikacji aktualizacji zmodyfikowano zaktualizowano ostatni ostatnia "
    "zmeneno zmena aktualizovano posledni andrad uppdaterad senaste endret opdateret oppdatert sidste "
    "siste guncelleme guncellenme degistirilme"
)
END = _words(
    "close closed closing won lost win end ended resolved resolution finish finished complete "
    "completed outcome decided decision converted conversion churn churned left exit terminated "
    "termination cancelled canceled settled returned became ende stop stopped abschluss "
    "abschlussdatum abgeschlossen geschlossen schliessung schliessdatum enddatum beendet gekundigt "
    "kundigung gewonnen verloren entscheidung entschieden erledigt austritt storniert fermeture ferme "
    "fermee cloture cloturee clos fin gagne gagnee perdu perdue resiliation resilie terminee cierre "
    "cerrado cerrada finalizacion finalizado ganado ganada perdido perdida baja terminacion "
    "cancelacion fechamento fechado fechada encerramento encerrado termino conclusao ganho ganha "
    "cancelamento chiusura chiuso chiusa fine conclusione vinto vinta persa disdetta gesloten "
    "afgesloten sluiting sluitingsdatum einde einddatum beeindigd opgezegd zamkniecia zamkniecie "
    "zamknieto zamknieta zakonczenia zakonczono wygrana przegrana uzavreni uzavreno ukonceni ukonceno "
    "stangd avslutad avslut slutdatum vunnen forlorad lukket afsluttet avsluttet slutdato kapanis "
    "kapans bitis vertragsende vertragsabschluss inchidere inchis lezaras lezarva suljettu paattynyt"
)
START = _words(
    "create created creation open opened opening start started begin began engage engaged first "
    "register registered registration signup signed join joined since added entered inserted issue "
    "issued granted ordered booked happened occurred sent received posted logged responded purchased "
    "visited called erstellt angelegt eroffnet eroeffnet beginn anlage entry entrada cree creee "
    "ouvert ouverture debut creado creada creacion apertura abierto inicio criado criacao abertura "
    "creato creazione inizio erstellung erstelldatum anlagedatum eroffnung eroffnungsdatum erfasst "
    "startdatum alta aangemaakt aanmaakdatum geopend utworzenia utworzono utworzona otwarcia "
    "rozpoczecia zalozenia vytvoreno vytvoreni zalozeno zahajeni skapad oppnad oprettet opprettet "
    "olusturma olusturulma acilis acls baslangic deschidere letrehozva"
)
DAY = _words(
    "date time timestamp datum day datetime when at on activity contact event transaction order "
    "purchase call visit ts fecha data dato tarih tarihi jour dia giorno kontaktdatum"
)
LATE_WORDS = _words(
    "gagnee ganada perdue perdida wygrana przegrana vinta persa ganha prawdopodobienstwo pravdepodobnost "
    "waarschijnlijkheid olasilik konvertiert "
    "stage status outcome result value amount revenue reason won lost win loss closed probability "
    "converted resolution disposition phase forecast stufe ergebnis grund wahrscheinlichkeit gewonnen "
    "verloren etape statut resultat raison motif probabilite gagne perdu etapa estatus resultado "
    "motivo razon probabilidad probabilidade ganado perdido fase esito probabilita vinto perso "
    "uitkomst reden kans etap wynik powod duvod vysledek asama sonuc durum"
)
OUTCOME_WORDS = _words(
    "gagnee ganada perdue perdida wygrana przegrana vinta persa ganha prawdopodobienstwo pravdepodobnost "
    "waarschijnlijkheid kans olasilik konvertiert "
    "stage status outcome won lost win loss closed probability converted resolution phase forecast "
    "stufe ergebnis wahrscheinlichkeit gewonnen verloren etape statut resultat probabilite gagne "
    "perdu etapa estatus resultado probabilidad probabilidade ganado perdido fase esito probabilita "
    "vinto perso uitkomst etap wynik vysledek asama sonuc durum"
)
OF_A_PERSON = _words("civil marital family familienstand familial familiale matrimonial")
# parts of names in letters that no plain words are made of
OTHER_SCRIPTS: dict[str, tuple[str, ...]] = {
    "never": _in_order(
        "рожд план ожида ближайш следующ 生年月日 誕生 出生 生日 (?<!完了)予定 見込 期限 次回 预计 預計 计划 "
        "下次 到期 생년 생일 예정 예상 만료"
    ),
    "changed": _in_order(
        "измен обновл последн 更新 変更 最終 修改 变更 變更 最后 最後 最近 수정 변경 갱신 최근 최종"
    ),
    "end": _in_order(
        "закрыт заверш окончан выигр проигр расторж отмен 終了 完了 クローズ 成約 受注 失注 解約 締結 "
        "決定 关闭 關閉 结束 結束 完成 成交 赢单 输单 流失 终止 取消 종료 마감 완료 성사 해지 취소"
    ),
    "start": _in_order(
        "создан открыт начал регистр добавл 作成 登録 開始 発生 申込 受付 创建 創建 建立 注册 註冊 "
        "开始 新增 생성 등록 시작 가입 개설"
    ),
    "day": _in_order("дата время контакт 日 時 时 날짜 일자 일시"),
}
OTHER_OUTCOMES = _in_order(
    "стади статус этап результ вероятн исход "
    "フェーズ 受注 失注 成約 赢单 输单 成交 수주 段階 ステージ ステータス 確度 結果 阶段 階段 状态 狀態 "
    "结果 概率 赢率 단계 상태 결과 확률"
)
OTHER_LATE = (*OTHER_OUTCOMES, "причин", "理由", "原因", "사유", "状態")
