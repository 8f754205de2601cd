"""Printed pages with their text, and what a camera makes of them. All of it follows from a seed."""
from __future__ import annotations
import io, math, random, sys, json
from dataclasses import dataclass
from pathlib import Path
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

NANUM = Path("/usr/share/fonts/truetype/nanum")
FONTS = ["NanumGothic.ttf", "NanumMyeongjo.ttf", "NanumBarunGothic.ttf", "NanumSquareR.ttf", "NanumSquareRoundR.ttf", "NanumGothicCoding.ttf"]
BOLD = {"NanumGothic.ttf": "NanumGothicBold.ttf", "NanumMyeongjo.ttf": "NanumMyeongjoBold.ttf", "NanumBarunGothic.ttf": "NanumBarunGothicBold.ttf", "NanumSquareR.ttf": "NanumSquareB.ttf", "NanumSquareRoundR.ttf": "NanumSquareRoundB.ttf", "NanumGothicCoding.ttf": "NanumGothicCodingBold.ttf"}
LATIN = ["/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"]

KO = """다음 주 화요일부터 사흘 동안 도서관 3층 열람실의 냉난방 설비를 교체합니다.
공사 시간에는 소음이 있을 수 있으니 조용한 자리가 필요하신 분은 별관을 이용해 주십시오.
신청서는 관리 사무소에서 받으실 수 있으며, 평일 오전 9시부터 오후 6시까지 접수합니다.
비가 오는 날에는 야외 행사가 취소되고, 취소 여부는 당일 아침에 문자로 알려 드립니다.
물은 높은 곳에서 낮은 곳으로 흐르며 골짜기를 깎고 모래를 실어 나른다.
어머니께서는 매일 새벽에 일어나 시장에 나가 채소를 파셨다.
이번 분기의 매출은 지난해 같은 기간보다 12.5% 늘었으나 영업 이익은 줄었다.
주차장이 좁으니 되도록 대중교통을 이용해 주시기 바랍니다.
아이들은 운동장에서 공을 차고, 선생님은 나무 그늘에서 책을 읽고 있었다.
계약 기간이 끝나기 한 달 전까지 서로 뜻을 밝히지 않으면 같은 조건으로 연장된다.
환불은 구입한 날부터 14일 이내에 영수증을 가지고 오시면 해 드립니다.
창문을 열자 찬 바람이 들어와 촛불이 흔들렸다.
접수 번호를 잊으셨다면 홈페이지에서 이름과 전화번호로 찾을 수 있습니다.
새로 생긴 버스 노선은 역에서 시청까지 15분마다 다닙니다.
설명서를 끝까지 읽은 뒤에 전원을 켜십시오. 젖은 손으로 만지면 위험합니다.
그는 편지를 세 번이나 고쳐 쓰고서야 봉투에 넣었다.
참가비는 어른 8,000원, 학생 5,000원이며 일곱 살까지는 받지 않습니다.
옛날 깊은 산골에 마음씨 착한 나무꾼이 살고 있었다.
약은 하루 세 번, 식사를 마치고 30분 뒤에 물과 함께 드십시오.
회의 결과는 다음과 같이 정리하여 금요일까지 모든 부서에 보내기로 했다.
겨울에는 수도관이 얼지 않도록 물을 조금씩 틀어 놓는 것이 좋다.
학교 앞 횡단보도에서는 반드시 멈춘 다음 좌우를 살피고 건너야 합니다.
올해 가을에는 사과와 배의 값이 크게 올라 농가와 소비자가 모두 걱정하고 있다.
개인 정보는 신청을 처리하는 데에만 쓰고 1년이 지나면 지웁니다.
별빛이 쏟아지는 밤, 우리는 강가에 천막을 치고 밤새 이야기를 나누었다.
쓰레기는 종류별로 나누어 정해진 요일에만 내놓아 주세요.
보고서에는 실험 방법, 측정한 값, 그리고 오차의 원인을 빠짐없이 적는다.
꽃샘추위가 물러가자 뒷산의 진달래가 활짝 피었다.
컴퓨터를 껐다가 켜도 같은 문제가 되풀이되면 아래 번호로 연락해 주십시오.
할아버지는 낡은 의자에 앉아 먼 바다를 바라보며 담배를 끊은 이야기를 하셨다.""".split("\n")
EN = """The library will be closed from Monday to Wednesday while the heating is being replaced.
Please return all borrowed books before the end of the month to avoid a late fee.
Rivers carve valleys by carrying sand and stones from high ground to the sea.
Tickets cost $12.50 for adults and $7 for students; children under six enter free.
If the machine does not start, unplug it, wait for thirty seconds and try again.
She read the letter twice, folded it carefully and put it back into the drawer.
Revenue grew by 8.4% compared with last year, but operating costs rose even faster.
The committee will meet again on Friday to discuss the budget for the next year.
Keep this medicine out of the reach of children and do not use it after the date below.
We hope to see you there, and thank you for your patience during these works.
A quick look at the map showed that the old bridge was more than two miles away.
Applications received after 6 p.m. will be processed on the following working day.
Our office is on the third floor, next to the main entrance of the station.
Nobody knew why the lights had gone out, and for a while nobody dared to speak.
Each sample was weighed three times, and the mean of the results is given in Table 2.
To change your password, open the settings and choose "Account" from the menu.
The village lies between two hills, and fog often covers it until noon.
Refunds are made within 14 days to the card that was used for the purchase.
He had promised to call, but the telephone on the wall remained silent all evening.
All visitors must sign in at the front desk and wear a badge at all times.""".split("\n")
GOODS = ["아메리카노", "카페라떼", "우유 1L", "식빵", "바나나", "볼펜 0.5mm", "A4 복사지", "김밥", "컵라면", "물티슈", "샌드위치", "녹차 라떼", "Bagel", "Orange Juice", "Notebook", "치즈 케이크"]
PLACES = ["여울 도서관", "한빛 아파트 관리 사무소", "푸른 초등학교", "가람 시장", "새봄 병원", "Riverside Community Center", "Hanbit Office"]

def font(name, size):
    return ImageFont.truetype(str(NANUM / name) if "/" not in name else name, size)

def wrap(draw, text, face, width):
    lines, line = [], ""
    for word in text.split(" "):
        more = f"{line} {word}".strip()
        if line and draw.textlength(more, font=face) > width:
            lines.append(line); line = word
        else: line = more
    return lines + [line]

class Sheet:
    """A white page on which one writes from the top."""
    def __init__(self, rng, width=1240, height=1754, size=None, face=None, margin=None):
        self.rng = rng; self.image = Image.new("L", (width, height), 255); self.draw = ImageDraw.Draw(self.image)
        self.size = size or rng.randint(24, 32); self.face = face or rng.choice(FONTS)
        self.margin = margin or rng.randint(90, 150); self.y = self.margin; self.lines = []
        self.left, self.right = self.margin, width - self.margin; self.ink = rng.choice([0, 20, 40])
        self.leading = rng.uniform(1.45, 1.8)
    def write(self, text, size=None, bold=False, face=None, center=False, gap=0.0):
        size = size or self.size; name = face or self.face
        f = font(BOLD.get(name, name) if bold else name, size)
        for line in wrap(self.draw, text, f, self.right - self.left):
            if self.y + size * 1.5 > self.image.height - self.margin: return False
            x = self.left + ((self.right - self.left - self.draw.textlength(line, font=f)) / 2 if center else 0)
            self.draw.text((x, self.y), line, fill=self.ink, font=f); self.lines.append(line); self.y += size * self.leading
        self.y += gap * size
        return True
    def crop(self):
        self.image = self.image.crop((0, 0, self.image.width, min(self.image.height, int(self.y + self.margin))))

def sentences(rng, bank, n): return " ".join(rng.sample(bank, n))
def date(rng): return f"2026년 {rng.randint(1,12)}월 {rng.randint(1,28)}일"
def phone(rng): return f"0{rng.choice([2,31,51])}-{rng.randint(200,999)}-{rng.randint(1000,9999)}"

def notice(rng):
    s = Sheet(rng); s.write(rng.choice(["공사 안내", "행사 안내문", "알려 드립니다", "이용 안내"]), size=int(s.size*1.8), bold=True, center=True, gap=1)
    s.write(sentences(rng, KO, 3), gap=.6)
    s.write(f"1. 일시: {date(rng)} 오후 {rng.randint(1,9)}시 {rng.choice([10,20,30])}분"); s.write(f"2. 장소: {rng.choice(PLACES)} {rng.randint(1,9)}층"); s.write(f"3. 문의: {phone(rng)}", gap=.6)
    s.write(sentences(rng, EN, 2), gap=.6); s.write(sentences(rng, KO, 2), gap=1)
    s.write(date(rng), center=True); s.write(rng.choice(PLACES), size=int(s.size*1.3), bold=True, center=True); s.crop(); return s.image, "\n".join(s.lines)
def letter(rng):
    s = Sheet(rng, face="NanumMyeongjo.ttf" if rng.random()<.5 else None); s.write("김서연 선생님께" if rng.random()<.5 else "존경하는 이웃 여러분께", gap=.8)
    for _ in range(3): s.write(sentences(rng, KO, rng.randint(3,4)), gap=.5)
    s.write(date(rng)); s.write("드림"); s.crop(); return s.image, "\n".join(s.lines)
def english(rng):
    s = Sheet(rng, face=rng.choice(LATIN)); s.write(rng.choice(["Notice to all visitors", "Annual Report", "House Rules"]), size=int(s.size*1.6), gap=.8)
    for _ in range(4): s.write(sentences(rng, EN, rng.randint(3,4)), gap=.5)
    s.crop(); return s.image, "\n".join(s.lines)
def dense(rng):
    s = Sheet(rng, size=rng.randint(19,22), margin=100); 
    for _ in range(12):
        if not s.write(sentences(rng, KO if rng.random()<.75 else EN, 4), gap=.4): break
    return s.image, "\n".join(s.lines)
def receipt(rng):
    s = Sheet(rng, width=620, height=1600, size=rng.randint(24,27), margin=45, face=rng.choice(["NanumGothicCoding.ttf","NanumGothic.ttf","NanumBarunGothic.ttf"]))
    s.write(rng.choice(["여울 커피 시청점", "가람 편의점", "한빛 문구"]), size=34, bold=True, center=True, gap=.4)
    s.write(f"사업자번호 {rng.randint(100,999)}-{rng.randint(10,99)}-{rng.randint(10000,99999)}"); s.write(f"2026-{rng.randint(1,12):02}-{rng.randint(1,28):02} {rng.randint(9,21):02}:{rng.randint(0,59):02}", gap=.5)
    total=0; f=font(s.face,s.size)
    for good in rng.sample(GOODS, rng.randint(4,7)):
        n=rng.randint(1,4); price=n*rng.randint(10,90)*100; total+=price; right=f"{price:,}"; left=f"{good}  {n}"
        s.draw.text((s.left,s.y), left, fill=s.ink, font=f); s.draw.text((s.right-s.draw.textlength(right,font=f), s.y), right, fill=s.ink, font=f)
        s.lines.append(f"{left} {right}"); s.y+=s.size*s.leading
    s.y+=10
    for left,v in (("합계",total),("부가세",total//11),("받은 금액",(total//10000+1)*10000)):
        right=f"{v:,}원"; s.draw.text((s.left,s.y), left, fill=s.ink, font=f); s.draw.text((s.right-s.draw.textlength(right,font=f), s.y), right, fill=s.ink, font=f); s.lines.append(f"{left} {right}"); s.y+=s.size*s.leading
    s.y+=20; s.write("이용해 주셔서 감사합니다.", center=True); s.write("교환과 환불은 14일 이내에 됩니다.", center=True); s.crop(); return s.image, "\n".join(s.lines)
def columns(rng):
    s = Sheet(rng, size=rng.randint(22,25), margin=90); s.write(rng.choice(["마을 소식지", "여울 신문", "River News"]), size=48, bold=True, center=True, gap=.6)
    top=s.y; full=s.right; gut=rng.randint(50,80); bottom=rng.randint(1100,1600); mid=(s.left+s.right)/2; out=[]
    for left,right in ((s.left,mid-gut/2),(mid+gut/2,full)):
        s.left,s.right,s.y=left,right,top
        while s.y<bottom-150:
            s.write(sentences(rng, KO if rng.random()<.8 else EN, 2), gap=.5)
        out.append(s.y)
    s.y=max(out); s.crop(); return s.image, "\n".join(s.lines)
def numbers(rng):
    s = Sheet(rng); s.write("월별 사용량", size=int(s.size*1.5), bold=True, gap=.6); f=font(s.face,s.size); cols=[0,.28,.52,.78]
    rows=[["월","전기(kWh)","수도(m³)" if False else "수도(톤)","요금(원)"]]+[[f"{m}월",f"{rng.randint(120,480)}",f"{rng.randint(8,30)}.{rng.randint(0,9)}",f"{rng.randint(20,99)},{rng.randint(0,999):03}"] for m in range(1,13)]
    for row in rows:
        for c,cell in zip(cols,row): s.draw.text((s.left+c*(s.right-s.left), s.y), cell, fill=s.ink, font=f)
        s.lines.append(" ".join(row)); s.y+=s.size*s.leading*1.1
    s.y+=20; s.write(sentences(rng, KO, 2)); s.crop(); return s.image, "\n".join(s.lines)

PAGES = {f.__name__: f for f in (notice, letter, english, dense, receipt, columns, numbers)}

# --- what a camera does
def perspective(im, rng, strength, fill):
    w,h=im.size; j=lambda a: rng.uniform(0,strength)*a
    quad=[(j(w),j(h)),(w-j(w),j(h)),(w-j(w),h-j(h)),(j(w),h-j(h))]  # where the corners go
    return im.transform(im.size, Image.Transform.PERSPECTIVE, coeffs(quad,[(0,0),(w,0),(w,h),(0,h)]), Image.Resampling.BICUBIC, fillcolor=fill)
def coeffs(dst, src):
    # solve 8x8: maps dst->src
    m=[]
    for (x,y),(u,v) in zip(dst,src):
        m.append([x,y,1,0,0,0,-u*x,-u*y,u]); m.append([0,0,0,x,y,1,-v*x,-v*y,v])
    n=8
    for i in range(n):
        p=max(range(i,n), key=lambda r:abs(m[r][i])); m[i],m[p]=m[p],m[i]
        for r in range(n):
            if r!=i:
                k=m[r][i]/m[i][i]; m[r]=[a-k*b for a,b in zip(m[r],m[i])]
    return [m[i][8]/m[i][i] for i in range(n)]
def shadow(im, rng, low):
    w,h=im.size; small=Image.new("L",(32,32)); a=rng.uniform(0,2*math.pi); off=rng.uniform(-6,6); soft=rng.uniform(2,9)
    for y in range(32):
        for x in range(32):
            d=(x-16)*math.cos(a)+(y-16)*math.sin(a)+off; t=1/(1+math.exp(-d/soft)); g=0.88+0.12*math.sin(a+x/20)
            small.putpixel((x,y), int(255*(low+(1-low)*t)*g))
    return ImageChops.multiply(im, small.resize((w,h), Image.Resampling.BICUBIC))
def noise(im, rng, sigma):
    n=Image.new("L", im.size); r=random.Random(rng.random()); 
    n.frombytes(bytes(min(255,max(0,int(128+r.gauss(0,sigma)))) for _ in range(1<<16))*((im.width*im.height>>16)+1) if False else noise_bytes(r,sigma,im.width*im.height))
    return ImageChops.add(im, n, 1, -128)
def noise_bytes(r, sigma, count):
    base=bytearray(min(255,max(0,int(128+r.gauss(0,sigma)))) for _ in range(100003)); 
    out=bytearray()
    while len(out)<count:
        k=r.randrange(100003); out+=base[k:]+base[:k]
    return bytes(out[:count])
def blur(im, r): return im.filter(ImageFilter.GaussianBlur(r))
def desk(im, rng, pad=.08):
    w,h=im.size; px,py=int(w*pad),int(h*pad); d=Image.new("L",(w+2*px,h+2*py), rng.randint(40,90)); d=noise(blur(noise(d,rng,60),2),rng,3); d.paste(im,(px,py)); return d
def rotate(im, angle, fill): return im.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)
def tint(im, black, white): return im.point(lambda v: black+(white-black)*v/255)
def fit(im, width): return im.resize((width, round(im.height*width/im.width)), Image.Resampling.LANCZOS)

def clean(im,rng): return im,{}
def photo(im,rng):
    im=fit(im,2000 if im.width>700 else 1100); im=tint(im,30,rng.randint(215,245)); f=255
    im=perspective(im,rng,.04,200); im=rotate(im,rng.uniform(-2,2),200); im=shadow(im,rng,.6); im=blur(im,1.1); im=noise(im,rng,8); return im,{"quality":85}
def tilted(im,rng):
    im=fit(im,1600 if im.width>700 else 1000); im=tint(im,30,230); im=rotate(im,rng.choice([-1,1])*rng.uniform(4,8),215); im=blur(im,.8); im=noise(im,rng,6); return im,{"quality":85}
def angled(im,rng):
    im=fit(im,2000 if im.width>700 else 1200); im=tint(im,30,230); im=perspective(im,rng,.12,60); im=shadow(im,rng,.75); im=blur(im,1.1); im=noise(im,rng,7); return im,{"quality":85}
def shaded(im,rng):
    im=fit(im,1800 if im.width>700 else 1000); im=tint(im,25,235); im=shadow(im,rng,.3); im=shadow(im,rng,.6); im=rotate(im,rng.uniform(-1,1),150); im=blur(im,.9); im=noise(im,rng,7); return im,{"quality":85}
def blurred(im,rng):
    im=fit(im,2000 if im.width>700 else 1100); im=tint(im,40,225); im=rotate(im,rng.uniform(-3.5,3.5),220); im=shadow(im,rng,.7); im=blur(im,2.2 if im.width>1400 else 1.5); im=noise(im,rng,14); return im,{"quality":80}
def small(im,rng): im=fit(im,720 if im.width>700 else 480); return im,{"quality":80}
def large(im,rng):
    im=fit(im,4000 if im.width>700 else 2200); im=tint(im,30,230); im=perspective(im,rng,.03,210); im=shadow(im,rng,.65); im=blur(im,2.5); im=noise(im,rng,10); return im,{"quality":80}
def sideways(im,rng): im,o=photo(im,rng); return im.transpose(rng.choice([Image.Transpose.ROTATE_90,Image.Transpose.ROTATE_270])),o
def upside(im,rng): im,o=photo(im,rng); return im.transpose(Image.Transpose.ROTATE_180),o
def exif(im,rng):
    im,o=photo(im,rng); n=rng.choice([3,6,8]); t={3:Image.Transpose.ROTATE_180,6:Image.Transpose.ROTATE_90,8:Image.Transpose.ROTATE_270}[n]
    return im.transpose(t),{**o,"exif":n}
def on_desk(im,rng):
    im=fit(im,1500 if im.width>700 else 900); im=tint(im,35,235); im=desk(im,rng,rng.uniform(.05,.15)); im=perspective(im,rng,.06,70); im=rotate(im,rng.uniform(-3,3),70); im=shadow(im,rng,.7); im=blur(im,.9); im=noise(im,rng,6); return im,{"quality":85}
def inverted(im,rng): return tint(ImageOps.invert(im),20,235),{}
def faint(im,rng): im=tint(fit(im,1400 if im.width>700 else 800),135,225); im=rotate(im,rng.uniform(-1.5,1.5),225); im=blur(im,.7); im=noise(im,rng,5); return im,{"quality":80}
VIEWS = {f.__name__: f for f in (clean, photo, tilted, angled, shaded, blurred, small, large, sideways, upside, exif, on_desk, inverted, faint)}

def make(page, view, seed):
    rng=random.Random(f"{page}/{view}/{seed}"); im,text=PAGES[page](rng); im,o=VIEWS[view](im,rng)
    return im,text,o
def save(im,o,path):
    ex=Image.Exif()
    if "exif" in o: ex[0x0112]=o["exif"]
    if o.get("quality"): im.convert("RGB").save(Path(f"{path}.jpg"), quality=o["quality"], exif=ex); return Path(f"{path}.jpg")
    im.save(Path(f"{path}.png")); return Path(f"{path}.png")

if __name__=="__main__":
    out=Path(sys.argv[1]); seeds=[int(s) for s in sys.argv[2].split(",")]; out.mkdir(exist_ok=True)
    for view in VIEWS:
        for i,page in enumerate(PAGES):
            for seed in seeds:
                if len(sys.argv)>3 and sys.argv[3]=="thin" and (i+list(VIEWS).index(view))%3: continue
                im,text,o=make(page,view,seed); p=save(im,o,out/f"{view}.{page}.{seed}"); (out/f"{view}.{page}.{seed}.txt").write_text(text)
                # what a browser decodes, as a grey map
                g=ImageOps.exif_transpose(Image.open(p)).convert("L"); g.save(out/f"{view}.{page}.{seed}.pgm")
