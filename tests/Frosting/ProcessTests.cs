using System.Diagnostics;

namespace Cake.Frosting.Tests;

/// <summary>What only a process of its own can show: the entry assembly, the exit code, the two streams, the working directory.</summary>
public sealed class ProcessTests
{
    [Test]
    public async Task The_tasks_of_the_program_itself_are_found()
    {
        var (code, output, errors) = await RunHost();
        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Match("Default +[0-9:.]+ +Succeeded"));
    }

    [Test]
    public async Task A_failure_ends_with_one_and_is_told_on_standard_error()
    {
        var (code, output, errors) = await RunHost("-t", "Fail");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("Error: boom"));
        Assert.That(output, Does.Not.Contain("Error: boom"));
    }

    [Test]
    public async Task A_command_line_that_cannot_be_read_ends_with_255()
    {
        var (code, _, errors) = await RunHost("stray");
        Assert.That(code, Is.EqualTo(OperatingSystem.IsWindows() ? -1 : 255));
        Assert.That(errors.Trim(), Is.EqualTo("Error: Unknown command 'stray'."));
    }

    [Test]
    public async Task The_working_directory_is_entered()
    {
        var there = Directory.CreateTempSubdirectory("frosting").FullName;
        try
        {
            var (code, output, _) = await RunHost("-t", "Where", "--working", there);
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain($"here: {there}"));
        }
        finally
        {
            Directory.Delete(there);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunHost(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Host.DefaultTask).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
