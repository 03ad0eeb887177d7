"""Regular expressions of numbers and of the words beside them that say what they are."""

from __future__ import annotations

import re

from prompt_library.guard.lists import SURNAMES
from prompt_library.guard.scan import Scan
from prompt_library.guard.view import UPPER

MOBILE = re.compile(r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)")
# Groups of digits with light separators; a line break only where the guard looks for broken numbers.
RUN = re.compile(
    # the first character goes first, so that `re` skips to it: `(+84)...`, `+84...`, `0600...`
    r"[(+\d]"
    # a label may be written together with its number: `SĐT0600000012`
    r"(?:(?<![^\W_].)|(?<=SĐT.)|(?<=ĐT.)|(?<=sđt.)|(?<=sdt.)|(?<=STK.)|(?<=stk.)"
    r"|(?<=CCCD.)|(?<=cccd.)|(?<=CMND.))"
    r"(?:(?<=\d)\d*|(?<=\()\+?\(?\+?\d+|(?<=\+)\(?\+?\d+)"
    r"(?:(?:[ .\-·_*'’…]{1,5}|\)[ .\-]{0,2}|[ .\-]{0,2}\()\d+)*(?![\d])"
)
BROKEN = re.compile(r"(?<![\w.,/-])\+?\d+(?:[ .\-]{0,2}\n[ \t]{0,4}\d+|[ .\-]{1,2}\d+)+(?![\w/])")
BREAK_INSIDE = re.compile(  # what every broken number holds
    r"\n(?:(?<=\d\n)|(?<=\d[ .\-]\n)|(?<=\d[ .\-]{2}\n))[ \t]{0,4}\d"
)
GROUP = re.compile(r"\d+")
LETTER_ZERO = re.compile(
    r"(?:(?<![a-z0-9])|(?<=cmnd)|(?<=cccd)|(?<=sdt))[0-9oil](?:[ .\-]?[0-9oil]){8,11}(?![a-z0-9])"
)
SLASHED = Scan("fold", r"(?<![\w/,.])0\d{2,4}([/,])[ ]?\d{3}\1[ ]?\d{3,4}(?![\w/])")
LABEL = Scan(
    "fold",
    r"\b(?:(?P<hot>duong day(?: (?:nong|bao ho|ho tro|tu van|tiep nhan|khan cap|phan anh|cong dan"
    r"|to giac))+|hot ?line|tong dai|truc ban|thuong truc tiep dan|dien thoai co quan"
    r"|may le|so fax|fax|so khan cap|khan cap)"
    r"|(?P<bank>stk|chuyen (?:vo|vao|qua|den|toi)(?: so| tai khoan)?|nhan qua|taikhoan|sotaikhoan|sotk"
    r"|sao ke|so tk|so tai khoan|tai khoan|tkhoan|tk|chuyen khoan"
    r"|ck|ngan hang|agribank"
    r"|vietcombank|vcb|bidv"
    r"|vietinbank|ctg|mb ?bank|mbbank|techcombank|tcb|acb|sacombank|tpbank|vpbank|lpbank"
    r"|lienvietpostbank|shb|hdbank"
    r"|vib|ocb|seabank|nam a bank|chinh sach xa hoi|nhcsxh|the atm|acct|acc|account(?: no)?|so the(?! (?:bh"
    r"|dang|doan|hoi|nha bao"
    r"|cong doan|hoc sinh|thuong)))"
    r"|(?P<tax>mst|ma so thue|ma thue|msthue|ms thue|tax code|tax id|pit code"
    r"|tin(?= ?:? ?\d)|mst ?cn|thue (?=cua)|tax(?=[ :]{1,3}$)"
    r"|ma so ho kinh doanh|ma (?:so )?nnt|ma (?:so )?nguoi nop thue)"
    r"|(?P<bhxh>bhxh|vssid|so huu(?: tri)?|huu tri|the huu|bao hiem xa hoi|so bao hiem"
    r"|ma (?:so )?bao hiem(?! y te)|so bh|ma so bh(?!yt)"
    r"|ma bh(?!yt))"
    r"|(?P<bhyt>bhyt|bao hiem y te|the bao hiem|the bh)"
    r"|(?P<cmnd>cmnd|socmnd|giay cm|cmqd|cmsqd?|so cm|gcmnd|cmtnd|cmt"
    r"|chung minh(?: nhan dan| thu)?|so chung minh"
    r"|c\.m\.n\.d)"
    r"|(?P<id>c\.?c\.?c\.?d|cc|can cuoc(?: cong dan)?|dinh danh(?: ca nhan)?|so dinh danh"
    r"|ma dinh danh|sddcn|ddcn"
    r"|gplx|giay phep lai xe|bang lai|so giay to|giay to tuy than|gttt"
    r"|so gt|gtt|socccd|(?<!\")id(?!\"| (?:thiet|may|don|giao) ))"
    r"|(?P<passport>ho chieu|passport|hc|pp)"
    r"|(?P<phone>dien thoai(?: ban)?|may ban"
    r"|dienthoai|sodienthoai|sodt|dthoai|dt|sdt|so dt|so may|di dong|didong|tel"
    r"|phone|mobile|zalo|alo"
    r"|lien he|lien lac|lh"
    r"|goi(?: cho| so| den| dien| qua)?|nhan tin|viber|whatsapp|imess)"
    r"|(?P<other>(?:so )?the dang(?: vien)?|so the doan|ma ho so|ma don|ma van don"
    r"|ma cong trinh|ma vach(?: [a-z]+){0,3}|barcode|ean"
    r"|ma so du an|ma du an|ma nganh|ma bao cao|ma so bao cao|ma tinh|ma xa"
    r"|so se-?ri|seri|serial|imei|isbn|hoa don"
    r"|bien nhan|ma giao dich|ma gd|don hang|ma bieu mau|luot|tong so|dan so|dien tich|ngan sach|so tien"
    r"|ma qhns|ma quan he ngan sach|ma dvqhns|ref|so tham chieu|ma tham chieu|trace|order(?: id)?"
    r"|req(?:uest)?(?: id)?"
    r"|ma (?:don hang|tra cuu|bien nhan|khach hang|kh|diem do|thua|kich hoat|phieu|chung tu|nop tien"
    r"|tien trinh"
    r"|xac (?:nhan|thuc)|otp|lo|buu gui|hang|san pham|tai lieu|van ban|dinh danh ho so|hieu|bao hanh"
    r"|thiet bi)"
    r"|so (?:cong to(?: dien| nuoc)?|lo|may|khung|hieu|phieu|chung tu|bien lai|hop dong|hd|vao so|luu tru"
    r"|thua|gcn"
    r"|quyet dinh|to khai"
    r"|thu tu|bien ban)|ma ho(?: dan| ngheo| gia dinh)?(?! chieu)|so so(?: ho ngheo| tiet kiem)|cif|sku|lot"
    r"|meeting id|id (?:cuoc )?hop|so huy hieu|the (?:nha giao|nha bao|hoi vien|doan vien|thuong binh"
    r"|cuu chien binh|sinh vien|hoc sinh|thanh vien)"
    r"|so (?:but toan|lenh(?: chi)?|don(?: hang)?|van don|giao dich|ve)|van don|buu (?:pham|kien|gui)"
    r"|upc|gtin"
    r"|id (?:thiet bi|may|don|giao dich|khach hang)|sbd|so bao danh|id zalo|ma (?:bn|benh nhan|y te"
    r"|tui mau|phien(?: [a-z]+){0,2}|dien luc|ve|tiem)"
    r"|gateway; id|s/?n(?=[ :.]{1,3}$)|but toan|so (?:ho ngheo|ho khau|gia dinh|tiet kiem|tiep dan"
    r"|theo doi|kham benh)(?: so)?|e?smtp[a-z]{0,2};? id|(?:so )?(?:gd|cong to(?: dien| nuoc)?)"
    r"|checksum|hash|md5|khe uoc|message-id|so ho so|to khai|(?:updated|created) at|timestamp|token|session"
    r"|batch|license"
    r"|otp|toa do|vn2000"
    r"|[xy](?= ?=)|ms|bien lai|phieu (?:thu"
    r"|chi)))"
    r"(?![a-z])",
)
MONEY_AFTER = re.compile(
    r"[ ]?(?:dong|d|đ|vnd|vnđ|trieu|ty|ti|nghin|ngan(?! hang)|usd|kg|tan|ta|ha|m2|m3|km|km2|luot|nguoi|ho|%"
    r"|cai|suat|phieu)(?![a-z])"
)
BANK_AFTER = re.compile(
    r"[ ,;:()\-]{0,4}(?:tai |o |mo tai )?(?:nh |ngan hang|agribank|vietcombank|vcb|bidv|vietinbank"
    r"|mb ?bank|techcombank|acb"
    r"|sacombank|tpbank|vpbank|lpbank|shb|hdbank|vib|nhcsxh|kho bac"
    r"|(?:nha |nhe |a |ben |vi )?(?:agri|mb|techcom|sacom|vietin|vpb|tpb|lpb|vcb|momo|zalopay)(?![a-z]))"
)
PUBLIC_ACCOUNT = re.compile(
    r"kho bac|don vi|\bhtx\b|\bubmt|\bquy (?!khach|vi(?! nguoi ngheo)|y|[iv\d]+(?![a-z]))"
    r"|uy ban|ubmttq|ubnd|mttq|ban van dong"
    r"|ban cuu tro|ban tiep nhan"
    r"|don vi thu huong"
    r"|cong ty|hop tac xa|hoi chu thap|ten tai khoan:? (?:uy|ban|quy|mat tran|hoi)"
    r"|(?:s?tk|so tai khoan|tai khoan) cua (?:nha )?(?:truong|hoi|lop|chi hoi|doan|xa|thon|lien doan)"
    r"|tai khoan (?:tien gui )?cua (?:quy|uy|ban|mat tran|hoi)"
)
BODY = re.compile(
    r"\b(?:cong ty|doanh nghiep|hop tac xa|htx|to chuc|don vi|co quan"
    r"|(?<!to )(?<!ban )(?<!thon )(?<!xom )(?<!doi )(?<!nhom )(?<!lop )(?<!bep )truong|benh vien|uy ban|ubnd"
    r"|chi nhanh|nha thau|dntn|cty"
    r"|tap doan|ngan hang|quy tin dung|cua hang|nha hang|khach san|trung tam|tnhh|mttq|van phong)\b"
)
ONE = re.compile(
    r"\b(?:ong|ba|anh|chi|bac|chu|eng|thay|nha rieng|thu quy|ca nhan|ho kinh doanh|nguoi|toi|em|vo|chong"
    r"|can bo|npt|phu thuoc)\b"
)
SAID = r"(?:cong|khong|ko|zero|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|tram|linh|le|muoi|o|\d{1,4})"
# `ba số không` says a digit three times.
TIMES = re.compile(r"\b(hai|ba|bon|nam|sau) (?:so|con) (khong|mot|hai|ba|bon|nam|sau|bay|tam|chin)\b")
SPOKEN = Scan("fold", rf"\b{SAID}(?:[ ,.;/\-\n]{{1,3}}(?:(?:so|con) )?{SAID}(?![a-z\d])){{3,}}")
CARD = re.compile(
    r"(?:(?<![a-z0-9])|(?<=bhyt))[a-z]{2}[ .\-/]{0,2}[1-5x][ .\-/]{0,2}\d(?:[ .\-/\n]?[\dosil]){11}(?![0-9])"
)
# What is inside every such number, cheap to look for, and how far behind its beginning at most.
PASSPORT_CORE = re.compile(r"[0-9](?:(?<=[A-Za-z].)|(?<=[A-Za-z][ \-.].))(?=(?:[ .]?\d){6})"), 3
PLATE_CORE = (
    re.compile(r"[0-9](?<=\d.)(?=[ \-.]{0,3}[a-z]{1,2}\d?(?:[ \-.:]{0,3}\n?[ \-.]{0,2}|[/*])\d[ ]?\d)"),
    1,
)
SCANNED_CORE = re.compile(r"\.(?<=[\doil ].)(?=[ ]?[\doil]{2}(?!\w))"), 13
PASSPORT = re.compile(r"(?<!\w)[A-Za-z]{1,2}[ \-.]?\d(?:[ .]?\d){6,7}(?![\w])")
PLATE = re.compile(
    r"(?<!\w)(?<!\d/)(\d{2})[ \-.]{0,3}([a-z]{1,2}\d?)(?:[ \-.:]{0,3}\n?[ \-.]{0,2}|[/*](?=\d{3}\.\d\d))"
    r"(\d{3}[ ]?[., ][ ]?\d{2}|\d(?: \d){4}|\d{2}\.\d{3}|\d{5}|\d{4})(?!\w)(?!/\d{2,4}(?![\w\-]))"
)
# Of the army: `AT 00-12`, only beside a word for it.
ARMY_PLATE = re.compile(
    r"(?<!\w)(?:[A-Z]{2}[ \-]?(?:\d{2}[\-. ]?\d{2}|\d{3}\.\d{2})(?!\d)|\d{2}[\- ]\d{3}[\- ](?:NG|NN|QT"
    r"|CV)[\- ]?\d{2}|\d{2}[\- ](?:NG|NN|QT|CV)[\- ]\d{3}[\-. ]\d{2})(?![\w/])"
)
ARMY_LABEL = re.compile(
    r"bien (?:do|so|kiem soat|quan|xanh|vang|ngoai)|bks|quan su|lao(?![a-z])|quan doi|bo doi|bien phong"
)
# Before a letter and digits of goods and papers: no passport.
GOODS_BEFORE = re.compile(
    r"(?<!\w)(?:lô|hợp đồng|hđ|mã(?: [^\W\d_]{1,6}){0,2}|(?:số )?hồ sơ|ho so|đơn|đơn hàng|se-?ri|model"
    r"|kiểu|phiếu|số hiệu|hóa đơn|ký hiệu|biên lai"
    r"|chứng từ"
    r"|gcn|thẻ|lo|hop dong|hd|don hang|phieu|hoa don|bien lai)[ :.#]{0,3}(?:số |so )?[ :.#]{0,2}$"
)
# One sign to a box: `7 4 B 1 - 0 0 0 . 2 0`
SPACED_PLATE = re.compile(r"(?<![\w.])\d \d [a-z] (?:\d )?(?:- )?(?:\d ){3}(?:\. )?\d(?: \d)?(?![\w])")
PASSPORT_AFTER = re.compile(r"[ ,(]{0,3}(?:la )?(?:so )?(?:ho chieu|passport)(?![a-z])")
# A scanned plate: O for 0, l for 1.
SCANNED_PLATE = re.compile(
    r"(?<!\w)[\doil]{2}[ \-]{0,2}[a-z][\dil]?[ \-]{1,3}[\doil]{3}[ ]?\.[ ]?[\doil]{2}(?!\w)"
)
# The number of a foreign account: two letters, a check number, groups.
IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?:[ ]?[a-z\d]{4}){3,6}(?:[ ]?[a-z\d]{1,4})?(?!\w)")
# After a telephone number: it belongs to a body (`0981 000 000 của Cục Lãnh sự`).
PHONE_OF_BODY = re.compile(
    r"[ ,(\-]{0,3}(?:\d{1,4} ){0,2}cua (?:cuc|so y|ubnd|uy ban|cong an|dai |tong dai|benh vien|ngan hang"
    r"|cong ty|trung tam|toa"
    r"|buu dien|dien luc|mat tran|truong hoc|tram|hat kiem)"
)
PHONE_LIKE = re.compile(r"02\d{9}$|84[35789]\d{8}$")
EXTENSION = re.compile(r"[ ,(\-]{0,3}(?:ext|may le|so le)(?![a-z])")
# `mã …` right before digits names what the code is of: goods, parcels (with its mark: `mà` is another word).
CODE_OF = re.compile(r"(?<![^\W\d_])mã(?: số)?(?! số)(?: [^\W\d_]{1,8}){1,4}[ :=#]{1,3}$")
PERSONAL_CODE = re.compile(
    r"(?<![a-z])(?:dinh danh|can cuoc|cccd|ca nhan|cong dan|bao hiem|bh[xyt]?[ht]?|thue|mst|the|so cu|huu"
    r"|qr|ong|ba|anh|chi|em|co|chu|bac|me|vo|chong|tai khoan|tk|stk|la)(?![a-z])"
)
# A number called only a number; what it is the heading or a line above may tell.
BARE_CODE = re.compile(r"(?<![a-z])(?:ma so|ma|so so(?: cu)?)[ :.]{0,3}$")
SOCIAL = re.compile(r"bhxh|bao hiem xa hoi|so bao hiem")
PLATE_LABEL = re.compile(
    r"may cay|may keo|cong nong|moto|ro ?mooc|honda|yamaha|wave|dream|vision|sirius|\bab\b|\boto\b|bien so"
    r"|bien kiem soat|\bbks\b|bien xe|bien dang ky|\bxe\b|mo to|o to|bien|\bbs\b|xe may"
)
PASSPORT_LABEL = re.compile(r"ho chieu|passport|\bhc\b|\bpp\b|thong hanh")
CARD_LABEL = re.compile(r"bhyt|bao hiem y te|so the")
CALLED = re.compile(
    r"(?<![a-z])(?:ong|ba|anh|chi(?! (?:huy|dao|doan|hoi|bo|cuc|nhanh))|co|chu|bac|em|o|d/c|dong chi) "
)
# Right after a tax code: a body's (`MST 3200000912 (HTX Mẫu)`).
BODY_AFTER = re.compile(
    r"[ ,(\-:]{0,4}(?:cua )?(?:cong ty|cty|htx|hop tac xa|doanh nghiep|dntn|truong|ubnd|uy ban|benh vien"
    r"|tnhh|kho bac)"
)
ISSUED = re.compile(
    r"[ ]?[,(\-]?[ ]?(?:cap (?:ngay|tai|boi)|do (?:ca|cong an)|ca tinh|noi cap|cmnd|\(?cmt|cap \d)"
)
# Between a label of other numbers and the number: nothing that could lead elsewhere.
DIRECT = re.compile(r"[ ]?(?:so|la|id)?[ ]?[:=#(\"<]{0,3}[ ]?(?:\"|so |<)?[\d\-./]{0,8}")
# Capital letters and a mark right before the digits: a code (`LAV-2023-00118`, `MBVCB.0000912000`).
CODE_BEFORE = re.compile(r"(?<![^\W_])[A-Z][A-Z0-9]{1,14}[\-./_=]$")
NEAR = re.compile(
    r"(?:dt|sdt|so dt|dien thoai|tel|phone|di dong|may|goi|so)(?: so| la| nha| rieng)?[ :.(\-]{0,3}$"
)
# Between a label and a further number of the same kind: `số BHXH 4400000123 và 4400000124`.
LISTED = re.compile(
    r"[\s,;/&+()\-:]*(?:(?:ma|so)[ :]*)?(?:\d[\d .\-]*[\s,;/&+()\-:]*(?:(?:va|hoac|hay|ma|so|cua|em|vo"
    r"|chong|me|bo|con|cu|moi"
    r"|ong|ba"
    r"|anh|chi|toi)(?![a-z])[\s,;/:()]*){0,4}){1,3}"
)
# A person by name before a number; what a body is called after does not count.
_FAMILY = "|".join(
    sorted((word.capitalize() for word, level in SURNAMES.items() if level == 3), key=len, reverse=True)
)
NAMED = re.compile(
    rf"(?:[,;:(|\n\-–]|(?<!\w)(?:cho|của|do|gồm|là|và|với))[ ]{{0,2}}"
    rf"(?:{_FAMILY})(?: [{UPPER}][^\W\d_]*){{1,4}}(?![\w/])"
)
# Right after an account: a fund or an office has it.
OF_BODY = re.compile(
    r"[ ,(\-]{0,3}(?:(?:của|là|tên|chủ|tk|tài khoản|cua|ten|chu|ctk)[ :]{1,2}){0,3}(?:qũy|quy vi|ủy ban"
    r"|uy ban|ubnd|ubmttq"
    r"|mttq|mặt trận|mat tran|ban vận động|ban van dong|ban cứu trợ|hội |htx|hợp tác xã|công ty|cong ty"
    r"|kho bạc)"
)
OTHER_NUMBER = re.compile(r"\d[\d. ]{4,}")
OFFICE = re.compile(
    r"duong day|bao hiem xa hoi (?:tinh|huyen|thi xa|co so|khu vuc)|buu cuc|ngan hang|cong ty|khach san"
    r"|nha hang|kho bac|ben xe|cap nuoc|dien luc|buu dien"
    r"|kiem lam|bien phong|taxi|nha xe|phong kham|nha van hoa"
    r"|van phong|co quan|truc|ubnd|uy ban|mttq|trung tam|tram|benh vien|cong an|nha truong"
    r"|truong |phong |(?<!thoai )(?<!may )(?<!dt )(?<!so )ban |so may le|fax|ho tro"
)
