process.argv[2]="set"; process.argv[3]="NOTHING";
const {engine,pgm,save}=await import("./measure.mjs"); const lab=await import("./lab.mjs"); import { readFileSync } from "node:fs";
const name=process.env.PIC; const g=pgm(`${process.env.DIR??"set"}/${name}.pgm`);
let t=performance.now(); const p=lab.prepared(g); console.log("prepared", "", performance.now()-t, p.width,p.height); save(p,"page.pgm");
t=performance.now(); const {page:clear,letters,letter}=lab.lettered(p); save(clear,"page.pgm"); const ls=lab.linesOf(letters,letter); console.log("letter",letter,"lines",ls.length,"comps",letters.length,performance.now()-t);
for(const l of ls.slice(0,80)) console.log(l.left,l.top,l.right-l.left,l.bottom-l.top,l.strips.length,l.apart?"apart":"");
if(!process.env.QUICK){ const r=lab.readPicture(g,engine,()=>{}); console.log(r.text); console.log("-----\n"+readFileSync(`${process.env.DIR??"set"}/${name}.txt`,"utf8")); }
