@echo off
rem The tutorial's program on Windows: scripts\cnn COMMAND [OPTIONS]. Builds itself on first use. It doesn't notice changes of the
rem sources: mvn process-classes compiles them.
rem
rem Environment:
rem   CNN_MAVEN_ARGS  arguments for the build, such as -Dtf.natives=windows-x86_64
rem   CNN_JAVA_ARGS   further arguments for java
rem   JAVA_HOME       the JDK to use, 17 or newer, instead of the java on the PATH
setlocal
set "root=%~dp0.."
set "jars=%root%\target\cnn.classpath"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"

if exist "%jars%" goto run
rem mvnw downloads Maven.
set "mvn=mvn"
where mvn >nul 2>nul
if errorlevel 1 set "mvn=%root%\mvnw.cmd"
echo cnn: building (the first time Maven downloads TensorFlow's native libraries, about 700 MB) >&2
call "%mvn%" -B -q %CNN_MAVEN_ARGS% -f "%root%\pom.xml" -Dclasspath.file=cnn.classpath process-classes >&2
if errorlevel 1 (
  if exist "%jars%" del "%jars%"
  echo cnn: the build failed; Maven's messages are above. >&2
  exit /b 1
)

:run
rem The class path is longer than some shells' lines, so java takes it from the environment.
for /f "usebackq delims=" %%j in ("%jars%") do set "CLASSPATH=%root%\target\classes;%%j"
if not defined TF_CPP_MIN_LOG_LEVEL set "TF_CPP_MIN_LOG_LEVEL=3"
"%java%" -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.bytedeco.javacpp.maxBytes=0 ^
  -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 "-Dcnn.home=%root%" %CNN_JAVA_ARGS% io.github.tfestimator.cnn.cli.Main %*
exit /b %errorlevel%
