globalThis.__dirname = ".";
globalThis.LAY=process.env.LAY;
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
const lab = await import("./lab.mjs");
const W="../../web/node_modules/";
export const engine = await lab.Engine.open({core: W+"tesseract.js-core/tesseract-core-simd-lstm.wasm", languages:{kor:gunzipSync(readFileSync(W+"@tesseract.js-data/kor/4.0.0_best_int/kor.traineddata.gz")),eng:gunzipSync(readFileSync(W+"@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz"))}});
export function pgm(f){const b=readFileSync(f); const m=/^P5\s(\d+) (\d+)\s255\n/.exec(b.subarray(0,40).toString("latin1")); return {width:+m[1],height:+m[2],data:new Uint8Array(b.subarray(m[0].length))};}
export function save(g,f){writeFileSync(f,Buffer.concat([Buffer.from(`P5\n${g.width} ${g.height}\n255\n`),Buffer.from(g.data)]));}
export function distance(a,b){const n=b.length; let p=Array.from({length:n+1},(_,i)=>i); for(let i=1;i<=a.length;i++){const c=[i];for(let j=1;j<=n;j++)c[j]=Math.min(p[j]+1,c[j-1]+1,p[j-1]+(a[i-1]===b[j-1]?0:1));p=c;}return p[n];}
const strip=(s)=>s.normalize("NFC").replace(/\s+/g,"");
const dir=process.argv[2], filter=new RegExp(process.argv[3]??".");
const rows=[];
for(const f of readdirSync(dir).filter(f=>f.endsWith(".pgm")&&filter.test(f))){
  const want=strip(readFileSync(`${dir}/${f.slice(0,-4)}.txt`,"utf8")); const g=pgm(`${dir}/${f}`);
  const t=process.cpuUsage(); const r=lab.readPicture(g,engine,()=>{}); const u=process.cpuUsage(t), ms=(u.user+u.system)/1000;
  const got=strip(r.text); const d=distance(got,want); const cer=d/want.length; const sp=(t)=>t.normalize("NFC").replace(/\s+/g," ").trim(); const full=sp(readFileSync(`${dir}/${f.slice(0,-4)}.txt`,"utf8")); const ds=distance(sp(r.text),full);
  rows.push({f,view:f.split(".")[0],page:f.split(".")[1],d,n:want.length,cer,ms,unsure:r.unsure,ds,ns:full.length});
  console.log(f.padEnd(30), (100*cer).toFixed(1).padStart(6)+"%", (ms/1000).toFixed(1)+"s", r.unsure?"unsure":"");
  if(process.argv[4]) console.log(r.text);
}
for(const key of ["view","page"]){ const by={}; for(const r of rows){const b=by[r[key]]??={d:0,n:0,ms:0,c:0}; b.d+=r.d;b.n+=r.n;b.ms=Math.max(b.ms,r.ms);b.c++;}
 console.log(Object.entries(by).map(([k,b])=>`${k} ${(100*b.d/b.n).toFixed(1)}% (${b.c}, ≤${(b.ms/1000).toFixed(1)}s)`).join("\n")); }
const D=rows.reduce((s,r)=>s+r.d,0),N=rows.reduce((s,r)=>s+r.n,0); console.log("with spaces",(100*rows.reduce((s,r)=>s+r.ds,0)/rows.reduce((s,r)=>s+r.ns,0)).toFixed(2)+"%"); console.log("ALL",(100*D/N).toFixed(2)+"%", "mean of pages", (100*rows.reduce((s,r)=>s+r.cer,0)/rows.length).toFixed(2)+"%");
