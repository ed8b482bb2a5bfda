using System.Globalization;
using System.Text;
using Cake.Core;

namespace Cake.Frosting.Tests;

/// <summary>A console that is two strings.</summary>
internal sealed class StringConsole : IConsole
{
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    public string Output => output.ToString();

    public string Errors => errors.ToString();

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => false;

    public void Write(string format, params object[] arg) => output.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void Write(string value) => output.Append(value);

    public void WriteLine(string format, params object[] arg) => output.AppendFormat(CultureInfo.InvariantCulture, format, arg).AppendLine();

    public void WriteLine(string value) => output.AppendLine(value);

    public void WriteError(string format, params object[] arg) => errors.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void WriteError(string value) => errors.Append(value);

    public void WriteErrorLine(string format, params object[] arg) => errors.AppendFormat(CultureInfo.InvariantCulture, format, arg).AppendLine();

    public void WriteErrorLine(string value) => errors.AppendLine(value);

    public void ResetColor()
    {
    }
}
