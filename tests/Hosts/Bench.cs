using System.Diagnostics;
using System.Runtime.Versioning;

namespace Mesh.Tests.Hosts;

/// <summary>A place to run a host as a real process: a folder of its own, an environment of its own, and what came out.</summary>
/// <remarks>The folder lies inside the repository, since <c>dotnet cake</c> runs in its root and the targets only touch files below the working directory.</remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class Bench : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string?> environment = new()
    {
        // What the machine or a CI server sets must not reach a test.
        ["KUBECONFIG"] = null, ["NO_COLOR"] = null, ["TERM"] = "dumb", ["GITHUB_ACTIONS"] = null,
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    public Bench() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Repository.PathOf("artifacts", "bench", Guid.NewGuid().ToString("N")[..8]);

    /// <summary>The folder as the repository root sees it.</summary>
    public string RelativeFolder => Path.GetRelativePath(Repository.Root, Folder);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Puts a shell script under a name on PATH.</summary>
    public void Tool(string name, string script)
    {
        var path = Write(Path.Combine("bin", name), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        environment["PATH"] = $"{Path.Combine(Folder, "bin")}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
    }

    public void Set(string variable, string value) => environment[variable] = value;

    public string Report => File.ReadAllText(Path.Combine(Folder, "report", "mesh-report.json"));

    /// <summary>Runs a host to its end, in the root of the repository.</summary>
    public async Task<Outcome> RunAsync(Host host, params string[] arguments)
    {
        using var process = Start(host, arguments);
        return await FinishAsync(process);
    }

    public Process Start(Host host, params string[] arguments)
    {
        string[] all = host == Host.Compiled ? [Repository.BuildHost, .. arguments] : ["cake", .. arguments];
        return Start("dotnet", arguments.Contains("--report") ? all : [.. all, "--report", Path.Combine(Folder, "report")]);
    }

    /// <summary>Starts any program in the root of the repository, with the environment of this bench.</summary>
    public Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MESH_", StringComparison.Ordinal) && !environment.ContainsKey(name)).ToList())
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static async Task<Outcome> FinishAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Outcome(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
