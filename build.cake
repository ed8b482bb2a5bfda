// The same targets, arguments and exit codes as ./build.sh, for those who call `dotnet cake`.
using System.Reflection;

var root = Context.Environment.WorkingDirectory;
var bootstrap = Context.Environment.Platform.IsUnix()
    ? StartProcess("bash", new ProcessSettings { Arguments = "build.sh --build-only" })
    : StartProcess("powershell", new ProcessSettings { Arguments = "-NoProfile -ExecutionPolicy Bypass -File build.ps1 --build-only" });

var code = bootstrap;
if (code == 0)
{
    // Loaded by name and not by #reference: on a fresh clone the assembly is there only now.
    var host = Assembly.LoadFrom(root.CombineWithFilePath("build/bin/Release/net10.0/Build.dll").FullPath);
    code = (int)host.GetType("Build.Script").GetMethod("Run").Invoke(null, new object[] { (Func<string, CakeTaskBuilder>)Task });
}

if (code != 0)
{
    // Cake would turn every code into 1.
    Environment.Exit(code);
}
