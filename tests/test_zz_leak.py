import gc, os, sys, collections, tracemalloc
from in_process import run_here
from git_environment import git_environment
def rss(): return int(open("/proc/self/statm").read().split()[1])*4>>10
def test_leak(tmp_path, empty_plane):
    from template_copies import copy_of
    env=git_environment(tmp_path/"home")
    n0=None
    def go(k):
        p=copy_of(empty_plane,tmp_path,f"p{k}")
        for w in (("task","add","One"),("task","list"),("check",),("task","set","1","priority=HIGH"),("show","1")):
            r=run_here(w,p,env)
    for k in range(3): go(k)
    gc.collect(); r0=rss(); 
    tracemalloc.start(8)
    s0=tracemalloc.take_snapshot()
    c0=collections.Counter(type(o).__name__ for o in gc.get_objects())
    for k in range(3,13): go(k)
    gc.collect()
    s1=tracemalloc.take_snapshot()
    c1=collections.Counter(type(o).__name__ for o in gc.get_objects())
    out=open("/tmp/suite/leak.txt","w")
    print("rss",r0,rss(),file=out)
    print((c1-c0).most_common(15),file=out)
    for st in s1.compare_to(s0,"lineno")[:25]: print(st,file=out)
    for st in s1.compare_to(s0,"traceback")[:8]:
        print(st,file=out); print("\n".join(st.traceback.format()),file=out)
