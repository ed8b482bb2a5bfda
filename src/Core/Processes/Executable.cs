using Mesh.Core.Findings;

namespace Mesh.Core.Processes;

/// <summary>Finds the file that a command's name means, before anything is started, so that a missing tool is told apart from a failing one.</summary>
public static class Executable
{
    /// <summary>The full path of the executable of a command.</summary>
    /// <param name="command">The command. A name without a folder is looked up on PATH (the command's own, if it sets one); a path is based on its working directory. On Windows the endings of PATHEXT are tried.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when it is not there, is a folder, or may not be executed.</exception>
    public static string Find(Command command)
    {
        var name = command.Executable;
        if (string.IsNullOrWhiteSpace(name) || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new MeshException(ExitCode.NoInput, "The name of the tool to run is blank", "Give the name of an executable on PATH, or its path");
        }

        return name.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? ByPath(command) : OnPath(command);
    }

    private static string ByPath(Command command)
    {
        var path = Path.GetFullPath(command.Executable, Path.GetFullPath(command.WorkingDirectory ?? "."));
        if (Candidates(path, command).FirstOrDefault(IsExecutable) is { } found)
        {
            return found;
        }

        throw Directory.Exists(path) ? new MeshException(ExitCode.NoInput, $"{path} is a folder, not an executable", "Give the path of the executable itself")
            : File.Exists(path) ? NotExecutable(path)
            : new MeshException(ExitCode.NoInput, $"{path} is not there", $"Check the path, or install {command.Name}");
    }

    private static string OnPath(Command command)
    {
        var folders = (Variable(command, "PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var candidates = folders.SelectMany(folder => Candidates(Path.GetFullPath(Path.Combine(folder, command.Executable), Path.GetFullPath(command.WorkingDirectory ?? ".")), command)).ToList();
        return candidates.FirstOrDefault(IsExecutable) ?? throw (candidates.FirstOrDefault(File.Exists) is { } there
            ? NotExecutable(there)
            : new MeshException(ExitCode.NoInput, $"{command.Executable} is not on PATH", $"Install {command.Executable}, or add its folder to PATH"));
    }

    private static MeshException NotExecutable(string path) => new(ExitCode.NoInput, $"{path} is there but may not be executed", $"chmod +x {path}");

    private static IEnumerable<string> Candidates(string path, Command command) =>
        OperatingSystem.IsWindows() && !Path.HasExtension(path)
            ? (Variable(command, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ending => path + ending)
            : [path];

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static string? Variable(Command command, string name) =>
        command.Environment.TryGetValue(name, out var own) ? own : Environment.GetEnvironmentVariable(name);
}
